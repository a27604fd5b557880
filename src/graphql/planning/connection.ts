import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { type ListResult, type ListRow, partOf } from '../../graph/cypher/row-decoder.ts';
import { decode } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { PageRange } from '../../graph/query/query.ts';
import { encodeCursor } from '../../loaders/cursor.ts';
import type { Money } from '../../ontology/facts.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { ListTarget } from '../arguments/argument-reader.ts';
import type { Context } from './context.ts';
import { type ConnectionPlan, type EntityPlan, type ListArguments, type Placed, Planner, positionOf } from './plan.ts';
import { byName, collectedBelow, type Selected } from './selection.ts';

/** A relation as read from the graph: its own columns and its two ends. */
export class RelationRow {
  readonly row: Row;
  /** The entity in whose list it stands. */
  readonly #parent: string | null;

  constructor(row: Row, parent: string | null) {
    this.row = row;
    this.#parent = parent;
  }

  get type(): string {
    return String(this.row.type);
  }

  get from(): string {
    return String(this.row.from);
  }

  get to(): string {
    return String(this.row.to);
  }

  get direction(): 'OUT' | 'IN' {
    return this.row.from === this.#parent ? 'OUT' : 'IN';
  }
}

export class Edge {
  readonly node: Row;
  /** Null in a list that does not go over a relation. */
  readonly relation: RelationRow | null;
  readonly #plan: ConnectionPlan;
  readonly #read: ListRow;

  constructor(plan: ConnectionPlan, read: ListRow, parent: string | null) {
    this.node = read.node;
    this.relation = read.relation ? new RelationRow(read.relation, parent) : null;
    this.#plan = plan;
    this.#read = read;
  }

  get cursor(): string {
    return encodeCursor(this.#plan, positionOf(this.#plan.part.order, this.#read));
  }
}

export interface Group {
  readonly key: string | null;
  /** Whether the key is the id of an entity. */
  readonly isEntity: boolean;
  readonly count: number;
  sum(of: string): readonly Money[];
}

function at<T>(found: ReadonlyMap<string, Placed<T>>, name: string): { place: string; plan: T } {
  const one = found.get(name);
  if (!one) throw new Error(`${name} was not planned`);
  if ('mistake' in one) throw one.mistake;
  return one;
}

/** The rows of a page in the order of the list. One more than it has is read, to know whether the list goes on. */
export function rowsOf<T>(read: readonly T[], page: PageRange | null): readonly T[] {
  const rows = read.slice(0, (page?.limit ?? 1) - 1);
  return page?.backward ? rows.reverse() : rows;
}

/** Where a page stands in its list; `edges` are its rows, which are made where a cursor is asked for. */
export function pageInfoOf(
  read: readonly unknown[],
  page: PageRange | null,
  edges: () => readonly { readonly cursor: string }[],
) {
  const goesOn = read.length >= (page?.limit ?? 1);
  return {
    hasNextPage: page?.backward ? page.before !== null : goesOn,
    hasPreviousPage: page?.backward ? goesOn : Boolean(page?.after),
    get startCursor() {
      return edges()[0]?.cursor ?? null;
    },
    get endCursor() {
      return edges().at(-1)?.cursor ?? null;
    },
  };
}

/** A page of a list, with what was asked of the whole of it. */
export class Connection {
  readonly #plan: ConnectionPlan;
  readonly #answer: ListResult;
  readonly #parent: string | null;
  #rows: readonly ListRow[] | undefined;
  #edges: readonly Edge[] | undefined;

  constructor(plan: ConnectionPlan, answer: ListResult, parent: string | null) {
    this.#plan = plan;
    this.#answer = answer;
    this.#parent = parent;
  }

  get #page(): readonly ListRow[] {
    this.#rows ??= rowsOf(this.#answer.page ?? [], this.#plan.part.page);
    return this.#rows;
  }

  get edges(): readonly Edge[] {
    this.#edges ??= this.#page.map((row) => new Edge(this.#plan, row, this.#parent));
    return this.#edges;
  }

  get nodes(): readonly Row[] {
    return this.#page.map(({ node }) => node);
  }

  get pageInfo() {
    return pageInfoOf(this.#answer.page ?? [], this.#plan.part.page, () => this.edges);
  }

  get totalCount(): number | null {
    return this.#answer.total ?? null;
  }

  sum(of: string): readonly Money[] {
    return decode.sums(this.#answer[at(this.#plan.sums, of).place]);
  }

  /** `name` is the field's name in the answer. */
  groups(name: string): readonly Group[] {
    const { place, plan: group } = at(this.#plan.groups, name);
    return decode.rows(this.#answer[place]).map((row) => ({
      key: row.key === null || row.key === undefined ? null : String(row.key),
      isEntity: group.grouping.by.kind === 'related',
      count: Number(row.number),
      sum: (of) => decode.sums(row[at(group.sums, of).place]),
    }));
  }
}

export function planned<P>(context: Context, info: GraphQLResolveInfo, make: () => P): P {
  const known = context.planned.get(info.fieldNodes);
  if (known) return known as P;
  const plan = make();
  context.planned.set(info.fieldNodes, plan as object);
  return plan;
}

/** All entities of a type, as a page. */
export async function listConnection(
  ontology: Ontology,
  type: string,
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const plan = planned(context, info, () =>
    new Planner(ontology, context, info).connection(info.fieldName, info.fieldNodes, args, { type, step: null }, 1),
  );
  const answer = await context.at(info).loader.load({ kind: 'list', part: plan.part }, null);
  return new Connection(plan, answer ?? {}, null);
}

/** Entities of some types, or of any, of which sources claim different values, as a page. */
export async function contestedConnection(
  ontology: Ontology,
  prefixes: readonly string[],
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const plan = planned(context, info, () =>
    new Planner(ontology, context, info).connection(
      info.fieldName,
      info.fieldNodes,
      args,
      { type: ANY, step: null },
      1,
      { filter: { kind: 'prefix', prefixes } },
    ),
  );
  const answer = await context.at(info).loader.load({ kind: 'list', part: plan.part }, null);
  return new Connection(plan, answer ?? {}, null);
}

/** The entities that relations lead to from an entity, as a page whose edges carry the relation. */
export function relationConnection(
  ontology: Ontology,
  parent: Row,
  listed: ListTarget,
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Connection | Promise<Connection> {
  const id = String(parent.id);
  const part = partOf(parent);
  const child = part && context.plans.get(part)?.children.get(String(info.path.key));
  if (child) return new Connection(child.plan, parent[child.place] as unknown as ListResult, id);
  const plan = planned(context, info, () =>
    new Planner(ontology, context, info).connection(
      `${info.parentType.name}.${info.fieldName}`,
      info.fieldNodes,
      args,
      listed,
      1,
    ),
  );
  const answered = context.at(info).loader.load({ kind: 'relations', part: plan.part }, id);
  return answered.then((answer) => new Connection(plan, answer ?? {}, id));
}

/** One entity by its id, with what the field selects; null when there is none. */
export async function loadEntity(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const plan = planned(context, info, (): EntityPlan => {
    return new Planner(ontology, context, info).entity(type, collectedBelow(info, info.fieldNodes), 1);
  });
  return (await context.at(info).loader.load({ kind: 'entities', node: plan.part }, id))?.page?.[0]?.node ?? null;
}

/** Whether a selection on an entity asks for no more than its id tells. */
export const isKnownById = (selected: Selected) =>
  [...selected.keys()].every((name) => name === 'id' || name === '__typename');

/** As loadEntity, for an id that another fact names: what is known of it by its id alone costs no engine call. */
export async function loadReferred(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const selected = byName(collectedBelow(info, info.fieldNodes as readonly FieldNode[]));
  return isKnownById(selected) ? { id } : loadEntity(ontology, id, type, context, info);
}
