import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Answer } from '../graph/answer.ts';
import type { Row } from '../graph/graph.ts';
import { decode } from '../graph/storage.ts';
import { encodeCursor } from '../loaders/cursor.ts';
import type { Money } from '../ontology/facts.ts';
import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Listed } from './asked.ts';
import type { Context } from './context.ts';
import { type ConnectionPlan, type EntityPlan, type ListArguments, type Placed, Planner, positionOf } from './plan.ts';
import { byName, collectedBelow } from './selection.ts';

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

export interface Group {
  readonly key: string | null;
  /** Whether the key is the id of an entity. */
  readonly isEntity: boolean;
  readonly count: number;
  sum(of: string): readonly Money[];
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
  sum(of: string): readonly Money[];
  /** `name` is the field's name in the answer. */
  groups(name: string): readonly Group[];
}

function at<T>(found: ReadonlyMap<string, Placed<T>>, name: string): { place: string; plan: T } {
  const one = found.get(name);
  if (!one) throw new Error(`${name} was not planned`);
  if ('mistake' in one) throw one.mistake;
  return one;
}

function connect(plan: ConnectionPlan, answer: Answer, parent: string | null, context: Context): Connection {
  const { page, order } = plan.part;
  const count = page ? page.limit - 1 : 0;
  const read = answer.page ?? [];
  const more = read.length > count;
  const rows = more ? read.slice(0, count) : [...read];
  if (page?.backward) rows.reverse();
  const edges = rows.map((row): Edge => {
    context.plans.set(row.node, plan.node);
    const { relation } = row;
    return {
      node: row.node,
      relation: relation
        ? {
            row: relation,
            type: String(relation.type),
            from: String(relation.from),
            to: String(relation.to),
            direction: relation.from === parent ? 'OUT' : 'IN',
          }
        : null,
      get cursor() {
        return encodeCursor(plan, positionOf(order, row));
      },
    };
  });
  return {
    edges,
    nodes: rows.map((row) => row.node),
    pageInfo: {
      hasNextPage: page?.backward ? page.before !== null : more,
      hasPreviousPage: page?.backward ? more : Boolean(page?.after),
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
    totalCount: answer.total ?? null,
    sum: (of) => decode.sums(answer[at(plan.sums, of).place]),
    groups(name) {
      const { place, plan: group } = at(plan.groups, name);
      return decode.rows(answer[place]).map((row) => ({
        key: row.key === null || row.key === undefined ? null : String(row.key),
        isEntity: group.grouping.by.kind === 'related',
        count: Number(row.number),
        sum: (of) => decode.sums(row[at(group.sums, of).place]),
      }));
    },
  };
}

function planned<P>(context: Context, info: GraphQLResolveInfo, make: () => P): P {
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
  return connect(plan, answer ?? {}, null, context);
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
  return connect(plan, answer ?? {}, null, context);
}

/** The entities that relations lead to from an entity, as a page whose edges carry the relation. */
export async function relationConnection(
  ontology: Ontology,
  parent: Row,
  listed: Listed,
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const id = String(parent.id);
  const child = context.plans.get(parent)?.children.get(String(info.path.key));
  if (child) return connect(child.plan, parent[child.place] as unknown as Answer, id, context);
  const plan = planned(context, info, () =>
    new Planner(ontology, context, info).connection(
      `${info.parentType.name}.${info.fieldName}`,
      info.fieldNodes,
      args,
      listed,
      1,
    ),
  );
  const answer = await context.at(info).loader.load({ kind: 'relations', part: plan.part }, id);
  return connect(plan, answer ?? {}, id, context);
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
  const row = (await context.at(info).loader.load({ kind: 'entities', node: plan.part }, id))?.page?.[0]?.node ?? null;
  if (row) context.plans.set(row, plan);
  return row;
}

/** As loadEntity, for an id that another fact names: what is known of it by its id alone costs no engine call. */
export async function loadReferred(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const selected = byName(collectedBelow(info, info.fieldNodes as readonly FieldNode[]));
  const known = [...selected.keys()].every((name) => name === 'id' || name === '__typename');
  return known ? { id } : loadEntity(ontology, id, type, context, info);
}
