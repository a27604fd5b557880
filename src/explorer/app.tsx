import { useEffect, useState } from 'preact/hooks';
import { rememberWords, type Words } from './i18n.ts';
import {
  ExplorerContext,
  useAbsent,
  useExplorer,
  useKnown,
  useScene,
  useView,
  useWatched,
  useWords,
  WordsContext,
} from './parts/context.tsx';
import { Details } from './parts/details.tsx';
import { Filters } from './parts/filters.tsx';
import { Header } from './parts/header.tsx';
import { Paths, usePaths } from './parts/paths.tsx';
import { Trouble } from './parts/small.tsx';
import { Tabs } from './parts/tabs.tsx';
import { AsOfSign, TimeBar, TimePanel, useDated } from './parts/time.tsx';
import { AskStage } from './stage/ask.tsx';
import { CanvasStage } from './stage/canvas.tsx';
import { StartStage } from './stage/start.tsx';
import { TableStage } from './stage/table.tsx';
import type { Explorer } from './state/explorer.ts';
import { looks, panels } from './state/view.ts';

export function App({ explorer }: { explorer: Explorer }) {
  const [words, setWords] = useState(explorer.words);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words]);
  const speak = (chosen: Words) => {
    rememberWords(chosen);
    explorer.speak(chosen);
    setWords(chosen);
  };
  return (
    <ExplorerContext.Provider value={explorer}>
      <WordsContext.Provider value={words}>
        <Page speak={speak} />
      </WordsContext.Provider>
    </ExplorerContext.Provider>
  );
}

function Page({ speak }: { speak: (words: Words) => void }) {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const known = useKnown();
  const answer = usePaths();
  const dated = useDated();
  useKeys();
  const isEmpty = view.nodes.length === 0;
  return (
    <>
      <a class="skip" href="#stage">
        {words.skip}
      </a>
      <Header speak={speak} paths={answer.on} />
      <AsOfSign />
      <main>
        <div class="stage" id="stage" tabIndex={-1}>
          <Tabs
            label={words.views}
            tabs={looks.map((look) => ({ id: look, text: words[look] }))}
            chosen={view.look}
            choose={(look) => explorer.store.act({ do: 'look', look })}
            beside={!isEmpty && view.look !== 'ask' && <Filters />}
          >
            <Notices />
            {view.look === 'ask' ? (
              <AskStage />
            ) : isEmpty ? (
              <StartStage />
            ) : view.look === 'table' ? (
              <TableStage />
            ) : (
              <CanvasStage paths={answer.on} />
            )}
          </Tabs>
          {known.omitted > 0 && !isEmpty && <p class="notice quiet">{words.omitted(known.omitted)}</p>}
        </div>
        <aside class="panel" aria-label={words.panels}>
          <Tabs
            label={words.panels}
            tabs={panels.map((panel) => ({ id: panel, text: words[panel] }))}
            chosen={view.panel}
            choose={(panel) => explorer.store.act({ do: 'panel', panel })}
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
      <Said />
    </>
  );
}

/** What went wrong with the picture or with what was asked of it last. */
function Notices() {
  const explorer = useExplorer();
  const words = useWords();
  const known = useKnown();
  const failed = useWatched(explorer.failures);
  const isBadLink = useWatched(explorer.badLink);
  const absent = useAbsent();
  const { asOf } = useView();
  const scene = useScene();
  const nothingSeen = scene.nodes.length === 0 && scene.types.size > 0;
  const isBusy = useWatched(explorer.working) > 0 || known.busy;
  return (
    <>
      <p class="busy" role="status">
        {isBusy && words.loading}
      </p>
      {isBadLink && (
        <p class="notice" role="alert">
          {words.badLink}
        </p>
      )}
      {nothingSeen && <p class="notice quiet">{words.nothingSeen}</p>}
      {asOf === null && absent > 0 && <p class="notice quiet">{words.gone(absent)}</p>}
      {failed && <Trouble problem={failed.problem} retry={failed.again} />}
      {!failed && known.problem && <Trouble problem={known.problem} retry={explorer.picture.retry} />}
    </>
  );
}

/** Milliseconds that it is to be read. */
const SAID = 6000;

/** What was done, said for a while to those who see and at once to those who hear. */
function Said() {
  const explorer = useExplorer();
  const { text, count } = useWatched(explorer.messages);
  const [over, setOver] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setOver(count), SAID);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <p class="said" role="status">
      {over !== count && <span key={count}>{text}</span>}
    </p>
  );
}

/** Undo and redo by the keys that everybody knows, but not while somebody types. */
function useKeys(): void {
  const { store } = useExplorer();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // In an empty field there is nothing else to take back.
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
