import DataLoader from 'dataloader';
import { composeRead, type Shape } from '../graph/compose.ts';
import type { Graph, Row } from '../graph/graph.ts';
import type { Ontology } from '../ontology/ontology.ts';

/** What the graph answers for one parent: a page of rows, and the total where it was asked for. */
export interface Answer {
  readonly page: readonly Row[];
  readonly total: number | null;
}

/** One loader for each request: all that is asked in one turn of the event loop, on whatever field, is one engine call. */
export interface Loader {
  /** `parent` is the entity that the shape starts from; null for a list of all. Null when there is no such entity. */
  load(shape: Shape, parent: string | null): Promise<Answer | null>;
}

interface Key {
  readonly shape: Shape;
  readonly parent: string | null;
}

export function createLoader(graph: Graph, ontology: Ontology, signal?: AbortSignal): Loader {
  // A shape holds everything that changes the answer beside the parent; its text is made once for all parents.
  const texts = new WeakMap<Shape, string>();
  const textOf = (shape: Shape) => {
    const known = texts.get(shape);
    if (known !== undefined) return known;
    const text = JSON.stringify(shape);
    texts.set(shape, text);
    return text;
  };

  async function batch(keys: readonly Key[]): Promise<(Answer | null)[]> {
    const requests = new Map<string, { shape: Shape; parents: string[] }>();
    for (const { shape, parent } of keys) {
      const text = textOf(shape);
      const request = requests.get(text) ?? { shape, parents: [] };
      requests.set(text, request);
      if (parent !== null) request.parents.push(parent);
    }
    const order = [...requests.keys()];
    const statement = composeRead(ontology, [...requests.values()]);
    const rows = await graph.read((unit) => unit.run(statement), signal ? { signal } : {});
    const answers = new Map<string, Answer>();
    for (const { request, parent, page, total } of rows) {
      answers.set(`${order[Number(request)]} ${parent ?? ''}`, {
        page: page as unknown as readonly Row[],
        total: total === null || total === undefined ? null : Number(total),
      });
    }
    return keys.map(({ shape, parent }) => answers.get(`${textOf(shape)} ${parent ?? ''}`) ?? null);
  }

  const loader = new DataLoader<Key, Answer | null, string>(batch, {
    cacheKeyFn: ({ shape, parent }) => `${textOf(shape)} ${parent ?? ''}`,
  });
  return { load: (shape, parent) => loader.load({ shape, parent }) };
}
