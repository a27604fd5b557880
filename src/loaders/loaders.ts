import DataLoader from 'dataloader';
import { compile, isPage, type Question } from '../graph/cypher/compile.ts';
import type { Graph, Row, UnitOfWork } from '../graph/port/graph.ts';
import type { Shape, TimeTravel } from '../graph/query/query.ts';
import { type Answer, rowDecoder } from '../graph/query/row-decoder.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { findByName, type NameMatch } from '../search/find-by-name.ts';
import { inPageOrder, withOrderedPage } from './ordered-pages.ts';

/** One loader for each request: all that is asked in one turn of the event loop, on whatever field, is one engine call. */
export interface Loader {
  /** `parent` is the entity that the shape starts from; null for a list of all. Null when there is no such entity. */
  load(shape: Shape, parent: string | null): Promise<Answer | null>;
  /** What a text finds, all of it in order. */
  search(text: string, types: readonly string[]): Promise<readonly NameMatch[]>;
}

/**
 * So many questions are one statement where a wide one is dear: Neo4j plans each combination of questions anew, a second
 * for ten, where each alone is planned once. More of them are sent together and see one state of the graph.
 */
const TOGETHER = 3;

interface Key {
  readonly shape: Shape;
  readonly parent: string | null;
}

export function createLoader(graph: Graph, ontology: Ontology, timeTravel: TimeTravel, signal?: AbortSignal): Loader {
  // A shape holds everything that changes the answer beside the parent; its text is made once for all parents.
  const texts = new WeakMap<object, string>();
  const textOf = (shape: Shape) => {
    const part = 'part' in shape ? shape.part : 'node' in shape ? shape.node : shape;
    const known = texts.get(part);
    if (known !== undefined) return shape.kind + known;
    const text = JSON.stringify(part);
    texts.set(part, text);
    return shape.kind + text;
  };

  async function answersOf(unit: UnitOfWork, questions: readonly Question[]): Promise<readonly Row[]> {
    const found = await unit.run(compile(ontology, questions, timeTravel));
    // The rows of a page are one answer.
    const page = [{ request: 0, parent: null, answer: [found.map(({ row }) => row ?? null)] }];
    return isPage(questions) ? page : found;
  }

  async function batch(keys: readonly Key[]): Promise<(Answer | null)[]> {
    const requests = new Map<string, { shape: Shape; parents: string[] }>();
    for (const { shape, parent } of keys) {
      const text = textOf(shape);
      const request = requests.get(text) ?? { shape, parents: [] };
      requests.set(text, request);
      if (parent !== null) request.parents.push(parent);
    }
    const order = [...requests.keys()];
    const asked = [...requests.values()];
    const { shapes, rows } = await graph.read(
      async (unit) => {
        const shapes = await Promise.all(asked.map(({ shape }) => withOrderedPage(unit, shape, timeTravel)));
        const questions = asked.map(({ parents }, i) => ({ shape: shapes[i] as Shape, parents }));
        if (questions.length > TOGETHER && !graph.capabilities.wideStatements.supported) {
          const answers = await Promise.all(questions.map((question) => answersOf(unit, [question])));
          return { shapes, rows: answers.flatMap((rows, request) => rows.map((row): Row => ({ ...row, request }))) };
        }
        return { shapes, rows: await answersOf(unit, questions) };
      },
      signal ? { signal } : {},
    );
    const answers = new Map<string, Answer>();
    const readers = shapes.map(rowDecoder);
    for (const { request, parent, answer } of rows) {
      const i = Number(request);
      const read = readers[i] as ReturnType<typeof rowDecoder>;
      answers.set(`${order[i]} ${parent ?? ''}`, inPageOrder(shapes[i] as Shape, read(answer)));
    }
    return keys.map(({ shape, parent }) => answers.get(`${textOf(shape)} ${parent ?? ''}`) ?? null);
  }

  const loader = new DataLoader<Key, Answer | null, string>(batch, {
    cacheKeyFn: ({ shape, parent }) => `${textOf(shape)} ${parent ?? ''}`,
  });
  // Pages of one search are cut from what is found once.
  const searches = new Map<string, Promise<readonly NameMatch[]>>();
  return {
    load: (shape, parent) => loader.load({ shape, parent }),
    search(text, types) {
      const key = JSON.stringify([text, types]);
      const found = searches.get(key) ?? findByName(graph, ontology, timeTravel, { text, types }, signal);
      searches.set(key, found);
      return found;
    },
  };
}
