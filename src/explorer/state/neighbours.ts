import type { RequestFunction } from '../api.ts';
import { AroundDocument, type AroundQueryVariables, type EntityWhere } from '../documents.ts';
import { chunks, type Relation } from './graph-loader.ts';

/** The API's limit on the ids in one condition. */
const IDS_PER_CONDITION = 500;
/** Characters of the ids that one request leaves out: the API allows 200,000 in all arguments. */
const LEFT_OUT_CHARACTERS = 150_000;

/** Which neighbours are asked for. */
export interface Wanted extends Pick<AroundQueryVariables, 'id' | 'types' | 'direction' | 'asOf'> {
  readonly first: number;
  /** The entities that are not asked for, as they are shown. */
  readonly shown: ReadonlySet<string>;
  /** The loaded relations: they tell which of the shown entities are neighbours. */
  readonly relations: Iterable<Pick<Relation, 'from' | 'to'>>;
}

/** An entity at the other end of a relation. */
export interface Neighbour {
  readonly __typename: string;
  readonly id: string;
}

/** The neighbours that were found, and how many more there are. */
export interface Neighbours {
  readonly found: readonly Neighbour[];
  readonly left: number;
}

/** The shown entities that the loaded relations join to an entity. */
function shownAround({ id, shown, relations }: Wanted): string[] {
  const around = new Set<string>();
  for (const { from, to } of relations) {
    const other = from?.id === id ? to?.id : to?.id === id ? from?.id : undefined;
    if (other !== undefined && shown.has(other)) around.add(other);
  }
  return [...around];
}

/** As many of the ids as a request can hold. */
function fitting(ids: readonly string[]): string[] {
  let characters = 0;
  return ids.filter((id) => {
    characters += id.length;
    return characters <= LEFT_OUT_CHARACTERS;
  });
}

const without = (ids: readonly string[]): EntityWhere => ({
  not: { or: chunks(ids, IDS_PER_CONDITION).map((part) => ({ id: { in: part } })) },
});

/**
 * Asks for neighbours that are not shown. The API leaves out those that are known to be shown; those that it can't, as
 * the request would be too long, are passed over page by page.
 */
export async function neighboursOf(request: RequestFunction, wanted: Wanted, signal: AbortSignal): Promise<Neighbours> {
  const { id, types, direction, asOf, first, shown } = wanted;
  const around = shownAround(wanted);
  const leftOut = new Set(fitting(around));
  const where = leftOut.size > 0 ? { where: without([...leftOut]) } : {};
  const passed = new Set<string>();
  const found: Neighbour[] = [];
  let [read, total] = [0, 0];
  for (let after: string | null | undefined; ; ) {
    const variables = { id, types, direction, asOf, first, ...where, ...(after ? { after } : {}) };
    const { node } = await request(AroundDocument, variables, signal);
    const connection = node && 'relations' in node ? node.relations : null;
    if (!connection) break;
    total = connection.totalCount;
    for (const neighbour of connection.nodes) {
      if (found.length >= first) break;
      read += 1;
      if (shown.has(neighbour.id)) passed.add(neighbour.id);
      else found.push(neighbour);
    }
    after = connection.pageInfo.endCursor;
    if (found.length >= first || !connection.pageInfo.hasNextPage) break;
  }
  const ahead = around.filter((other) => !leftOut.has(other) && !passed.has(other)).length;
  return { found, left: Math.max(0, total - read - ahead) };
}
