import { useEffect, useState } from 'preact/hooks';
import {
  ExplorerContext,
  MessagesContext,
  useAbsent,
  useExplorer,
  useLoadedGraph,
  useMessages,
  useObservable,
  useScene,
  useView,
} from './components/context.tsx';
import { Details } from './components/details.tsx';
import { Filters } from './components/filters.tsx';
import { Header } from './components/header.tsx';
import { Paths, usePaths } from './components/paths.tsx';
import { ProblemMessage } from './components/small.tsx';
import { Tabs } from './components/tabs.tsx';
import { AsOfBanner, TimeBar, TimePanel, useDatedFacts } from './components/time.tsx';
import { type Messages, rememberLanguage } from './i18n.ts';
import { CanvasStage } from './stage/canvas.tsx';
import { QueryStage } from './stage/query.tsx';
import { StartStage } from './stage/start.tsx';
import { TableStage } from './stage/table.tsx';
import type { Explorer } from './state/explorer.ts';
import { modes, panels } from './state/view.ts';

/** The whole page. */
export function App({ explorer }: { explorer: Explorer }) {
  const [t, setWords] = useState(explorer.messages);
  useEffect(() => {
    document.documentElement.lang = t.language;
  }, [t]);
  const speak = (chosen: Messages) => {
    rememberLanguage(chosen);
    explorer.setLanguage(chosen);
    setWords(chosen);
  };
  return (
    <ExplorerContext.Provider value={explorer}>
      <MessagesContext.Provider value={t}>
        <Page speak={speak} />
      </MessagesContext.Provider>
    </ExplorerContext.Provider>
  );
}

function Page({ speak }: { speak: (t: Messages) => void }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const graph = useLoadedGraph();
  const answer = usePaths();
  const dated = useDatedFacts();
  useUndoKeys();
  const isEmpty = view.nodes.length === 0;
  return (
    <>
      <a class="skip" href="#stage">
        {t.skip}
      </a>
      <Header speak={speak} paths={answer.on} />
      <AsOfBanner />
      <main>
        <div class="stage" id="stage" tabIndex={-1}>
          <Tabs
            label={t.views}
            tabs={modes.map((mode) => ({ id: mode, text: t[mode] }))}
            chosen={view.mode}
            choose={(mode) => explorer.store.dispatch({ type: 'mode', mode })}
            beside={!isEmpty && view.mode !== 'query' && <Filters />}
          >
            <Notices />
            {view.mode === 'query' ? (
              <QueryStage />
            ) : isEmpty ? (
              <StartStage />
            ) : view.mode === 'table' ? (
              <TableStage />
            ) : (
              <CanvasStage paths={answer.on} />
            )}
          </Tabs>
          {graph.omitted > 0 && !isEmpty && <p class="notice quiet">{t.omitted(graph.omitted)}</p>}
        </div>
        <aside class="panel" aria-label={t.panels}>
          <Tabs
            label={t.panels}
            tabs={panels.map((panel) => ({ id: panel, text: t[panel] }))}
            chosen={view.panel}
            choose={(panel) => explorer.store.dispatch({ type: 'panel', panel })}
          >
            {view.panel === 'details' ? (
              <Details />
            ) : view.panel === 'path' ? (
              <Paths answer={answer} />
            ) : (
              <TimePanel dated={dated} />
            )}
          </Tabs>
        </aside>
      </main>
      <TimeBar dated={dated} />
      <Announcement />
    </>
  );
}

/** What is loading, and what failed, for the picture and for the last action. */
function Notices() {
  const explorer = useExplorer();
  const t = useMessages();
  const graph = useLoadedGraph();
  const failed = useObservable(explorer.failure);
  const isBadLink = useObservable(explorer.badLink);
  const absent = useAbsent();
  const { asOf } = useView();
  const scene = useScene();
  const nothingSeen = scene.nodes.length === 0 && scene.types.size > 0;
  const isBusy = useObservable(explorer.pendingTasks) > 0 || graph.busy;
  return (
    <>
      <p class="busy" role="status">
        {isBusy && t.loading}
      </p>
      {isBadLink && (
        <p class="notice" role="alert">
          {t.badLink}
        </p>
      )}
      {nothingSeen && <p class="notice quiet">{t.nothingSeen}</p>}
      {asOf === null && absent > 0 && <p class="notice quiet">{t.gone(absent)}</p>}
      {failed && <ProblemMessage problem={failed.problem} retry={failed.retry} />}
      {!failed && graph.problem && <ProblemMessage problem={graph.problem} retry={explorer.graph.retry} />}
    </>
  );
}

/** How long an announcement stays, in milliseconds. */
const ANNOUNCEMENT_MS = 6000;

/** The result of the last action: shown for some seconds, and read out by screen readers. */
function Announcement() {
  const explorer = useExplorer();
  const { text, count } = useObservable(explorer.announcement);
  const [over, setOver] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setOver(count), ANNOUNCEMENT_MS);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <p class="announcement" role="status">
      {over !== count && <span key={count}>{text}</span>}
    </p>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, except while the user types. */
function useUndoKeys(): void {
  const { store } = useExplorer();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // An empty field has no input of its own to undo.
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.closest(
          'input:not([type=range], [type=checkbox], :placeholder-shown), textarea, select, .graphiql-box',
        );
      if (isTyping || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
      if (key !== 'z' && !isRedo) return;
      event.preventDefault();
      if (isRedo) store.redo();
      else store.undo();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [store]);
}
