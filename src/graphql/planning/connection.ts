import type { ListResult, ListRow } from '../../graph/cypher/row-decoder.ts';
import { decode } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { OrderKey, PageRange, Position } from '../../graph/query/query.ts';
import { encodeCursor } from '../../loaders/cursor.ts';
import type { Money } from '../../ontology/facts.ts';
import type { ConnectionPlan, Planned } from './plans.ts';

/** A relation as read from the graph: its own columns and its two ends. */
export class RelationRow {
  readonly row: Row;
  /** The entity whose list it is in. */
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

  /** The entity that it is read from; null if that is not known. */
  get near(): string | null {
    return this.#parent;
  }

  get direction(): 'OUT' | 'IN' {
    return this.row.from === this.#parent ? 'OUT' : 'IN';
  }
}

/** The values of an order's keys at a row, which a cursor holds. */
function positionOf(order: readonly OrderKey[], { node, relation = {}, keys = [] }: ListRow): Position {
  let computed = 0;
  return order.map((key) => {
    switch (key.kind) {
      case 'column':
        return (key.side === 'node' ? node : relation)[key.column] ?? null;
      case 'preference':
        return relation.rank === 'PREFERRED' ? 0 : 1;
      case 'type':
        return relation.type;
      default:
        return keys[computed++] ?? null;
    }
  }) as Position;
}

/** A row of a page. */
export class Edge {
  readonly node: Row;
  /** Null in a list of all entities, and if no relation field is selected. */
  readonly relation: RelationRow | null;
  /** The entity that the relation is read from, as far as its columns were read. */
  readonly near: Row | null;
  readonly #plan: ConnectionPlan;
  readonly #read: ListRow;

  constructor(plan: ConnectionPlan, read: ListRow, near: Row | null) {
    this.node = read.node;
    this.relation = read.relation ? new RelationRow(read.relation, near && String(near.id)) : null;
    this.near = near;
    this.#plan = plan;
    this.#read = read;
  }

  get cursor(): string {
    return encodeCursor(this.#plan, positionOf(this.#plan.part.order, this.#read));
  }
}

/** What the members of a group have in common. */
export interface GroupKeyValue {
  /** The name of the key in the schema. */
  readonly by: string;
  readonly key: string | null;
  /** Whether the key is the id of an entity. */
  readonly isEntity: boolean;
}

/** A group of a list: its keys, its size, and sums and counts over its members. */
export interface Group {
  readonly keys: readonly GroupKeyValue[];
  readonly count: number;
  /** The number of relations that lead on from its members over a field. */
  relationCount(of: string): number;
  sum(of: string): readonly Money[];
}

/** The planned part of a field. Throws the error in the field's arguments, if there is one. */
export function plannedPart<T>(part: Planned<T>): { readonly alias: string; readonly plan: T } {
  if ('error' in part) throw part.error;
  return part;
}

/** The name of a sum among those of its list: the same field may be added up with different conditions. */
export const sumName = (of: string, where: object | null | undefined) =>
  where ? `${of} ${JSON.stringify(where)}` : of;

function partNamed<T>(parts: ReadonlyMap<string, Planned<T>>, name: string) {
  const part = parts.get(name);
  if (!part) throw new Error(`${name} was not planned`);
  return plannedPart(part);
}

/** The rows of a page in the order of the list. One more row is read, to know whether the list continues. */
export function rowsOf<T>(read: readonly T[], page: PageRange | null): readonly T[] {
  const rows = read.slice(0, (page?.limit ?? 1) - 1);
  return page?.backward ? rows.reverse() : rows;
}

/** The position of a page in its list (PageInfo of Relay). Cursors are made only if they are selected. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** What a page says of itself. Its cursors are made only if they are asked for. */
export const pageInfo = (
  hasNextPage: boolean,
  hasPreviousPage: boolean,
  edges: () => readonly { readonly cursor: string }[],
): PageInfo => ({
  hasNextPage,
  hasPreviousPage,
  get startCursor() {
    return edges()[0]?.cursor ?? null;
  },
  get endCursor() {
    return edges().at(-1)?.cursor ?? null;
  },
});

/** The page info of the rows that were read; `edges` makes the edges of the page. */
export function pageInfoOf(
  read: readonly unknown[],
  page: PageRange | null,
  edges: () => readonly { readonly cursor: string }[],
): PageInfo {
  const goesOn = read.length >= (page?.limit ?? 1);
  return page?.backward ? pageInfo(page.before !== null, goesOn, edges) : pageInfo(goesOn, Boolean(page?.after), edges);
}

/** A page of a list, with the totals, sums and groups of the whole list. */
export class Connection {
  readonly #plan: ConnectionPlan;
  readonly #answer: ListResult;
  readonly #parent: Row | null;
  #rows: readonly ListRow[] | undefined;
  #edges: readonly Edge[] | undefined;

  constructor(plan: ConnectionPlan, answer: ListResult, parent: Row | null) {
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

  get pageInfo(): PageInfo {
    return pageInfoOf(this.#answer.page ?? [], this.#plan.part.page, () => this.edges);
  }

  /** Present if it is selected. */
  get totalCount(): number {
    return this.#answer.total as number;
  }

  /** Present if it is selected. */
  get certainCount(): number | Promise<number> {
    return this.#answer.certain as number;
  }

  /** A sum or groups; throws the error in their arguments that only the graph could show. */
  #part(alias: string): unknown {
    const part = this.#answer[alias];
    if (part instanceof Error) throw part;
    return part;
  }

  sum(of: string, where: object | null): readonly Money[] {
    return decode.sums(this.#part(partNamed(this.#plan.sums, sumName(of, where)).alias));
  }

  /** The groups of the field with this response key. */
  groups(responseKey: string): readonly Group[] {
    const { alias, plan: group } = partNamed(this.#plan.groups, responseKey);
    return decode.rows(this.#part(alias)).map((row) => ({
      keys: group.keys.map((by, i) => {
        const key = i === 0 ? row.key : row.other;
        const isEntity = group.grouping.keys[i]?.value.kind === 'related';
        return { by, key: key === null || key === undefined ? null : String(key), isEntity };
      }),
      count: Number(row.number),
      relationCount: (of) => Number(row[partNamed(group.counts, of).alias]),
      sum: (of) => decode.sums(row[partNamed(group.sums, of).alias]),
    }));
  }

  /** What the field with this response key counts: groups, or members of several. */
  groupCount(responseKey: string): number {
    return Number(this.#part(partNamed(this.#plan.groups, responseKey).alias));
  }
}
