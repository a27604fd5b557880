import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { isAborted, type Problem, problemOf } from '../api.ts';
import type { Messages } from '../i18n.ts';
import { english } from '../i18n.ts';
import type { Explorer } from '../state/explorer.ts';
import { isLoaded, type LoadedGraph, type Scene } from '../state/graph-loader.ts';
import type { View } from '../state/view.ts';

export const ExplorerContext = createContext<Explorer | null>(null);
export const MessagesContext = createContext<Messages>(english);

/** The explorer around a component. */
export function useExplorer(): Explorer {
  const explorer = useContext(ExplorerContext);
  if (!explorer) throw new Error('Expected an ExplorerContext around this component, but there is none.');
  return explorer;
}

/** The texts in the chosen language. */
export const useMessages = () => useContext(MessagesContext);

interface Subscribable<T> {
  subscribe(listener: () => void): () => void;
  get(): T;
}

/** The current value of an observable. Renders again when it changes. */
export function useObservable<T>(source: Subscribable<T>): T {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const seen = useRef(source.get());
  seen.current = source.get();
  useEffect(() => {
    const update = () => {
      if (source.get() !== seen.current) again(undefined);
    };
    update();
    return source.subscribe(update);
  }, [source]);
  return seen.current;
}

/** The current view. */
export const useView = (): View => useObservable(useExplorer().store).view;
/** The data of the current view. */
export const useLoadedGraph = (): LoadedGraph => useObservable(useExplorer().graph);

/** What is visible, computed once for all parts of the page. */
export function useScene(): Scene {
  useView();
  useLoadedGraph();
  return useExplorer().scene();
}

/** How many entities of the view aren't in the graph at its date; 0 until that is known. */
export function useAbsent(): number {
  const view = useView();
  const graph = useLoadedGraph();
  const { absent } = useScene();
  return isLoaded(graph, view) && graph.problem === null ? absent : 0;
}

/** The state of a request. */
export interface QueryResult<T> {
  /** The last result; while another is loading, the one before. */
  readonly value: T | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly retry: () => void;
}

/** Loads data when its dependencies change, and aborts requests that are no longer needed. */
export function useQuery<T>(load: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[]): QueryResult<T> {
  const [state, set] = useState<Omit<QueryResult<T>, 'retry'>>({ value: null, busy: true, problem: null });
  const [turn, again] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller passes the dependencies
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
