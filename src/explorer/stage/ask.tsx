import { useEffect, useRef, useState } from 'preact/hooks';
import { PictureDocument } from '../documents.ts';
import { useExplorer, useKnown, useScene, useView, useWords } from '../parts/context.tsx';
import { Waiting } from '../parts/small.tsx';
import { useTheme } from '../theme.ts';
import type { Graphiql } from './graphiql.ts';

const LARGEST = 500;

/** GraphiQL, opened with the question that gives what is on the screen. It is loaded when somebody looks at it. */
export function AskStage() {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const { isDark } = useTheme();
  const { busy, language, problem } = useKnown();
  const box = useRef<HTMLDivElement>(null);
  const [graphiql, setGraphiql] = useState<Graphiql | null>(null);
  // A link may open here, before anything is known of what it holds.
  const isReady = view.nodes.length === 0 || problem !== null || (language !== '' && !busy);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was on the screen when it was opened; after that it is the reader's
  useEffect(() => {
    if (!isReady || graphiql) return;
    let isGone = false;
    void import('./graphiql.ts').then(({ openGraphiql }) => {
      if (isGone || !box.current) return;
      const ids = scene.nodes.map(({ id }) => id).slice(0, LARGEST);
      const variables = {
        ids,
        limit: LARGEST,
        drawn: explorer.picture.drawn,
        asOf: view.asOf,
        language: words.language,
      };
      const screen = ids.length > 0 ? { query: String(PictureDocument).trim(), variables } : null;
      setGraphiql(openGraphiql(box.current, screen));
    });
    return () => {
      isGone = true;
    };
  }, [isReady]);
  useEffect(() => graphiql?.show(isDark), [graphiql, isDark]);
  useEffect(() => () => graphiql?.close(), [graphiql]);
  return (
    <div class="ask-stage">
      <p class="quiet">{words.askIntro}</p>
      {!graphiql && <Waiting>{words.loading}</Waiting>}
      <div ref={box} class="graphiql-box" />
    </div>
  );
}
