import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { isAborted, type Problem, problemOf } from '../api.ts';
import type { Words } from '../i18n.ts';
import { english } from '../i18n.ts';
import type { Explorer } from '../state/explorer.ts';
import { isAnswered, type Known, type Scene } from '../state/picture.ts';
import type { View } from '../state/view.ts';

export const ExplorerContext = createContext<Explorer | null>(null);
export const WordsContext = createContext<Words>(english);

export function useExplorer(): Explorer {
  const explorer = useContext(ExplorerContext);
  if (!explorer) throw new Error('There is no explorer around this part.');
  return explorer;
}

export const useWords = () => useContext(WordsContext);

interface Watchable<T> {
  watch(listener: () => void): () => void;
  watched(): T;
}

/** What a store holds now, and again whenever that changes. */
export function useWatched<T>(source: Watchable<T>): T {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const seen = useRef(source.watched());
  seen.current = source.watched();
  useEffect(() => {
    const look = () => {
      if (source.watched() !== seen.current) again(undefined);
    };
    look();
    return source.watch(look);
  }, [source]);
  return seen.current;
}

export const useView = (): View => useWatched(useExplorer().store).view;
export const useKnown = (): Known => useWatched(useExplorer().picture);

/** What is to be seen, worked out once for all parts of the page. */
export function useScene(): Scene {
  useView();
  useKnown();
  return useExplorer().scene();
}

/** How many in view are not in the graph at the time that is asked about; none as long as nobody knows. */
export function useAbsent(): number {
  const view = useView();
  const known = useKnown();
  const { absent } = useScene();
  return isAnswered(known, view) && known.problem === null ? absent : 0;
}

export interface Asked<T> {
  /** What was answered last; while another answer is on its way, the one before. */
  readonly value: T | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly retry: () => void;
}

/** Asks whenever what it depends on changes, and gives up on what nobody waits for any more. */
export function useAsked<T>(load: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[]): Asked<T> {
  const [state, set] = useState<Omit<Asked<T>, 'retry'>>({ value: null, busy: true, problem: null });
  const [turn, again] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who calls says on what it depends
  useEffect(() => {
    const controller = new AbortController();
    set((before) => ({ ...before, busy: true, problem: null }));
    load(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) set({ value, busy: false, problem: null });
      },
      (error) => {
        if (isAborted(error) || controller.signal.aborted) return;
        set((before) => ({ ...before, busy: false, problem: problemOf(error) }));
      },
    );
    return () => controller.abort();
  }, [...deps, turn]);
  return { ...state, retry: useCallback(() => again(undefined), []) };
}
