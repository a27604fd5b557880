import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { loadPart } from '../api.ts';
import { useExplorer, useLoadedGraph, useMessages, useQuery, useScene, useView } from '../components/context.tsx';
import { LoadingMessage, ProblemMessage } from '../components/small.tsx';
import { PictureDocument } from '../documents.ts';
import { isLoaded } from '../state/graph-loader.ts';
import { useTheme } from '../theme.ts';
import type { ExampleQuery, Graphiql } from './graphiql.ts';

const LARGEST = 500;

interface Opened {
  readonly graphiql: Graphiql;
  readonly questions: readonly ExampleQuery[];
}

/** GraphiQL, opened with the query for the visible data. Loaded when the tab is opened. */
export function QueryStage() {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const scene = useScene();
  const { isDark } = useTheme();
  const graph = useLoadedGraph();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [chosen, choose] = useState(0);
  // A link may open this tab before its entities are loaded.
  const isReady = view.nodes.length === 0 || graph.problem !== null || isLoaded(graph, view);
  const part = useQuery(async () => {
    const graphiql = await loadPart(import('./graphiql.ts'));
    return { ...graphiql, others: await graphiql.examples() };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is made once, when the tab opens; after that the user edits it
  useEffect(() => {
    if (!isReady || !part.value || opened || !box.current) return;
    const { openGraphiql, exampleOf, others } = part.value;
    const ids = scene.nodes.map((node) => node.id).slice(0, LARGEST);
    const drawn = explorer.graph.countedRelationTypes.filter((type) => !view.hiddenRelations.includes(type));
    const relations = explorer.visibleRelations();
    const variables = {
      ids,
      limit: LARGEST,
      ...(relations ? { relations } : {}),
      drawn,
      asOf: view.asOf,
      language: t.language,
    };
    const screen = ids.length > 0 ? [exampleOf(PictureDocument, variables)] : [];
    setOpened({ graphiql: openGraphiql(box.current), questions: [...screen, ...others] });
  }, [isReady, part.value]);
  useEffect(() => opened?.graphiql.show(opened.questions[chosen] ?? null, isDark), [opened, chosen, isDark]);
  useEffect(() => () => opened?.graphiql.close(), [opened]);
  return (
    <div class="query-stage">
      <p class="query-bar">
        <label for={id}>{t.queryChoice}</label>{' '}
        <select id={id} value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {opened?.questions.map(({ title }, i) => (
            <option key={title} value={i} lang={title === null ? t.language : 'en'}>
              {title ?? t.queryOfScreen}
            </option>
          ))}
        </select>{' '}
        <span class="quiet">{t.queryHint}</span>
      </p>
      {part.problem && <ProblemMessage problem={part.problem} retry={part.retry} />}
      {!opened && !part.problem && <LoadingMessage>{t.loading}</LoadingMessage>}
      <div ref={box} class="graphiql-box" />
    </div>
  );
}
