import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { loaded } from '../api.ts';
import { PictureDocument } from '../documents.ts';
import { useAsked, useExplorer, useKnown, useScene, useView, useWords } from '../parts/context.tsx';
import { Trouble, Waiting } from '../parts/small.tsx';
import { isAnswered } from '../state/picture.ts';
import { useTheme } from '../theme.ts';
import type { Graphiql, Question } from './graphiql.ts';

const LARGEST = 500;

interface Opened {
  readonly graphiql: Graphiql;
  readonly questions: readonly Question[];
}

/** GraphiQL, opened with the question that gives what is on the screen. It is loaded when somebody looks at it. */
export function AskStage() {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const { isDark } = useTheme();
  const known = useKnown();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [chosen, choose] = useState(0);
  // A link may open here, before anything is known of what it holds.
  const isReady = view.nodes.length === 0 || known.problem !== null || isAnswered(known, view);
  const part = useAsked(async () => {
    const graphiql = await loaded(import('./graphiql.ts'));
    return { ...graphiql, others: await graphiql.examples() };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was on the screen when it was opened; after that it is the reader's
  useEffect(() => {
    if (!isReady || !part.value || opened || !box.current) return;
    const { openGraphiql, questionOf, others } = part.value;
    const ids = scene.nodes.map((node) => node.id).slice(0, LARGEST);
    const drawn = explorer.picture.drawn.filter((type) => !view.hiddenRelations.includes(type));
    const relations = explorer.visibleRelations();
    const variables = {
      ids,
      limit: LARGEST,
      ...(relations ? { relations } : {}),
      drawn,
      asOf: view.asOf,
      language: words.language,
    };
    const screen = ids.length > 0 ? [questionOf(PictureDocument, variables)] : [];
    setOpened({ graphiql: openGraphiql(box.current), questions: [...screen, ...others] });
  }, [isReady, part.value]);
  useEffect(() => opened?.graphiql.show(opened.questions[chosen] ?? null, isDark), [opened, chosen, isDark]);
  useEffect(() => () => opened?.graphiql.close(), [opened]);
  return (
    <div class="ask-stage">
      <p class="ask-bar">
        <label for={id}>{words.askQuestion}</label>{' '}
        <select id={id} value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {opened?.questions.map(({ title }, i) => (
            <option key={title} value={i} lang={title === null ? words.language : 'en'}>
              {title ?? words.askScreen}
            </option>
          ))}
        </select>{' '}
        <span class="quiet">{words.askIntro}</span>
      </p>
      {part.problem && <Trouble problem={part.problem} retry={part.retry} />}
      {!opened && !part.problem && <Waiting>{words.loading}</Waiting>}
      <div ref={box} class="graphiql-box" />
    </div>
  );
}
