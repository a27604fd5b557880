import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { badInput } from '../errors.ts';
import type { PageRange, Position, Shape } from '../graph/compose.ts';
import type { Row } from '../graph/graph.ts';
import { decodeCursor, encodeCursor } from '../loaders/cursor.ts';
import type { Answer } from '../loaders/loaders.ts';
import type { Ontology } from '../ontology/ontology.ts';
import type { Context } from './context.ts';
import { entityColumns, relationColumns, type Selected, selectedBelow } from './selection.ts';

export const DEFAULT_PAGE = 20;
export const LARGEST_PAGE = 500;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A relation as read from the graph: its own columns and its two ends. */
export interface RelationRow {
  readonly row: Row;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'OUT' | 'IN';
}

export interface Edge {
  readonly cursor: string;
  readonly node: Row;
  /** Null in a list that does not go over a relation. */
  readonly relation: RelationRow | null;
}

export interface Connection {
  readonly edges: readonly Edge[];
  readonly nodes: readonly Row[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
}

function size(name: 'first' | 'last', value: number): number {
  if (value >= 1 && value <= LARGEST_PAGE) return value;
  throw badInput(
    `"${name}" expects a number from 1 to ${LARGEST_PAGE}; got ${value}. Ask for fewer and go on with ${name === 'first' ? '"after" and the "endCursor"' : '"before" and the "startCursor"'} of the page.`,
  );
}

function range(list: string, args: PageArguments): PageRange {
  const { first, last } = args;
  if (typeof first === 'number' && typeof last === 'number') {
    throw badInput('A page takes "first" (from the start) or "last" (from the end); got both. Leave one of them out.');
  }
  const backward = typeof last === 'number';
  const count = backward ? size('last', last) : size('first', first ?? DEFAULT_PAGE);
  const position = (name: 'after' | 'before') => {
    const cursor = args[name];
    return typeof cursor === 'string' ? decodeCursor(list, name, cursor) : null;
  };
  return { limit: count + 1, after: position('after'), before: position('before'), backward };
}

/** Reads from the selection what a connection field asks for: rows or only a total, and which columns. */
function parts(info: GraphQLResolveInfo): {
  rows: boolean;
  total: boolean;
  edge: Selected;
  node: readonly FieldNode[];
} {
  const selected = selectedBelow(info, info.fieldNodes);
  const edges = selected.get('edges') ?? [];
  const edge = selectedBelow(info, edges);
  return {
    rows: ['edges', 'nodes', 'pageInfo'].some((name) => selected.has(name)),
    total: selected.has('totalCount'),
    edge,
    node: [...(edge.get('node') ?? []), ...(selected.get('nodes') ?? [])],
  };
}

function shaped<S extends Shape>(context: Context, info: GraphQLResolveInfo, make: () => S): S {
  const known = context.shapes.get(info.fieldNodes);
  if (known) return known as S;
  const shape = make();
  context.shapes.set(info.fieldNodes, shape);
  return shape;
}

function connect(
  list: string,
  answer: Answer | null,
  page: PageRange | null,
  edgeOf: (row: Row) => Omit<Edge, 'cursor'>,
): Connection {
  const count = page ? page.limit - 1 : 0;
  const read = answer?.page ?? [];
  const rows = read.slice(0, count);
  if (page?.backward) rows.reverse();
  const edges = rows.map((row) => {
    const edge = edgeOf(row);
    const position: Position = [String(edge.node.name), String(edge.node.id), String(edge.relation?.row.id ?? '')];
    return { ...edge, cursor: encodeCursor(list, position) };
  });
  const more = read.length > count;
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page?.backward ? page.before !== null : more,
      hasPreviousPage: page?.backward ? more : Boolean(page?.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: answer?.total ?? null,
  };
}

/** All entities of a type, as a page. */
export async function listConnection(
  ontology: Ontology,
  type: string,
  args: PageArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const list = info.fieldName;
  const shape = shaped(context, info, () => {
    const { rows, total, node } = parts(info);
    const page = range(list, args);
    return {
      kind: 'list' as const,
      type,
      columns: entityColumns(ontology, type, selectedBelow(info, node), info),
      page: rows ? page : null,
      total,
    };
  });
  const answer = await context.loader.load(shape, null);
  return connect(list, answer, shape.page, (node) => ({ node, relation: null }));
}

export interface RelationsAsked {
  /** Empty for all types. */
  readonly types: readonly string[];
  readonly direction: 'OUT' | 'IN' | 'BOTH';
  readonly target: string;
}

/** The entities that relations lead to from an entity, as a page whose edges carry the relation. */
export async function relationConnection(
  ontology: Ontology,
  parent: string,
  asked: RelationsAsked,
  args: PageArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const list = `${info.parentType.name}.${info.fieldName}`;
  const shape = shaped(context, info, () => {
    const { rows, total, edge, node } = parts(info);
    const page = range(list, args);
    return {
      kind: 'relations' as const,
      ...asked,
      columns: entityColumns(ontology, asked.target, selectedBelow(info, node), info),
      relationColumns: relationColumns(ontology, asked.types, edge),
      page: rows ? page : null,
      total,
    };
  });
  const answer = await context.loader.load(shape, parent);
  return connect(list, answer, shape.page, (row) => {
    const { relation, node } = row as unknown as { relation: Row; node: Row };
    const from = String(relation.from);
    const direction = from === parent ? 'OUT' : 'IN';
    return { node, relation: { row: relation, type: String(relation.type), from, to: String(relation.to), direction } };
  });
}

/** One entity by its id, with the columns that the field selects; null when there is none. */
export async function loadEntity(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const selected = selectedBelow(info, info.fieldNodes);
  const shape = shaped(context, info, () => ({
    kind: 'entities' as const,
    columns: entityColumns(ontology, type, selected, info),
  }));
  return (await context.loader.load(shape, id))?.page[0] ?? null;
}

/** As loadEntity, for an id that another fact names: what is known of it by its id alone costs no engine call. */
export async function loadReferred(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const selected = selectedBelow(info, info.fieldNodes);
  const known = [...selected.keys()].every((name) => name === 'id' || name === '__typename');
  return known ? { id } : loadEntity(ontology, id, type, context, info);
}
