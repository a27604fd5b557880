import { useEffect, useRef, useState } from 'preact/hooks';
import { PictureDocument } from '../documents.ts';
import { useExplorer, useScene, useView, useWords } from '../parts/context.tsx';
import { Waiting } from '../parts/small.tsx';
import { useTheme } from '../theme.ts';

const LARGEST = 500;

/** GraphiQL, opened with the question that gives what is on the screen. It is loaded when somebody looks at it. */
export function AskStage() {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const { isDark } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const [isLoading, setLoading] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was on the screen when it was opened; after that it is the reader's
  useEffect(() => {
    let close = () => {};
    let isGone = false;
    void import('./graphiql.ts').then(({ openGraphiql }) => {
      if (isGone || !box.current) return;
      setLoading(false);
      const ids = scene.nodes.map(({ id }) => id).slice(0, LARGEST);
      const variables = {
        ids,
        limit: LARGEST,
        drawn: explorer.picture.drawn,
        asOf: view.asOf,
        language: words.language,
      };
      close = openGraphiql(
        box.current,
        ids.length > 0 ? { query: String(PictureDocument).trim(), variables } : null,
        isDark,
      );
    });
    return () => {
      isGone = true;
      close();
    };
  }, [isDark]);
  return (
    <div class="ask-stage">
      <p class="quiet">{words.askIntro}</p>
      {isLoading && <Waiting>{words.loading}</Waiting>}
      <div ref={box} class="graphiql-box" />
    </div>
  );
}
