import type { GraphQLResolveInfo } from 'graphql';
import { type ListResult, partOf } from '../../graph/cypher/row-decoder.ts';
import type { Row } from '../../graph/port/graph.ts';
import { asksCertain, limitCertain } from '../../graph/query/limit-certain.ts';
import type { Filter } from '../../graph/query/query.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { ListTarget } from '../arguments/argument-reader.ts';
import type { ListArguments, PageArguments } from '../arguments/page.ts';
import { Connection, plannedPart } from './connection.ts';
import type { Context } from './context.ts';
import { type ListBase, Planner } from './planner.ts';
import { type ConnectionPlan, EntityPlan } from './plans.ts';
import { byName, collectedBelow, type Selected } from './selection.ts';

/** What the resolvers of entities and lists return: each plans its field once and reads it. */

/** The plan of a field: made for its first parent, and used again for the others. */
export function planOnce<P extends object>(context: Context, info: GraphQLResolveInfo, make: () => P): P {
  const known = context.plans.get(info.fieldNodes);
  if (known) return known as P;
  const plan = make();
  context.plans.set(info.fieldNodes, plan);
  return plan;
}

async function readList(plan: ConnectionPlan, context: Context, info: GraphQLResolveInfo): Promise<Connection> {
  const answer = await context.reader(info).loader.load({ kind: 'list', part: plan.part }, null);
  return new Connection(plan, answer ?? {}, null);
}

/** A page of all entities of a type. */
export async function loadList(
  ontology: Ontology,
  type: string,
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const plan = planOnce(context, info, () =>
    new Planner(ontology, context, info).connection(info.fieldName, info.fieldNodes, args, { type, step: null }, 1),
  );
  return readList(plan, context, info);
}

/** A page of the entities that pass `filter` and for which sources claim different values. */
export async function loadContested(
  ontology: Ontology,
  filter: Filter,
  args: PageArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const target = { type: ANY, step: null };
  const plan = planOnce(context, info, () =>
    new Planner(ontology, context, info).connection(info.fieldName, info.fieldNodes, args, target, 1, {
      filter,
      contested: true,
    }),
  );
  return readList(plan, context, info);
}

/** The plan of a page of the entities of a type that pass the filter of `base`, and its answer. */
export async function loadWithin(
  ontology: Ontology,
  type: string,
  base: ListBase,
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<{ readonly plan: ConnectionPlan; readonly answer: ListResult }> {
  const list = `${info.parentType.name}.${info.fieldName}`;
  const plan = planOnce(context, info, () =>
    new Planner(ontology, context, info).connection(list, info.fieldNodes, args, { type, step: null }, 1, base),
  );
  const part = base.sure && asksCertain(plan.part) ? limitCertain(plan.part, await base.sure()) : plan.part;
  const answer = await context.reader(info).loader.load({ kind: 'list', part }, null);
  return { plan: { ...plan, part }, answer: answer ?? {} };
}

/** A page of the entities that relations lead to from an entity; its edges carry the relation. */
export function loadRelated(
  ontology: Ontology,
  parent: Row,
  target: ListTarget,
  args: ListArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Connection | Promise<Connection> {
  const id = String(parent.id);
  // The row holds the plan by which it was read: its lists may have been read with it, in the same statement.
  const plan = partOf(parent);
  const list = plan instanceof EntityPlan ? plan.list(String(info.path.key)) : undefined;
  if (list) {
    const { alias, plan } = plannedPart(list);
    return new Connection(plan, parent[alias] as unknown as ListResult, parent);
  }
  const own = planOnce(context, info, () =>
    new Planner(ontology, context, info).connection(
      `${info.parentType.name}.${info.fieldName}`,
      info.fieldNodes,
      args,
      target,
      1,
    ),
  );
  const answered = context.reader(info).loader.load({ kind: 'relations', part: own.part }, id);
  return answered.then((answer) => new Connection(own, answer ?? {}, parent));
}

/** An entity by its id, with the columns and lists that the field selects; null if there is none. */
export async function loadEntity(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const node = planOnce(context, info, () =>
    new Planner(ontology, context, info).entity(type, collectedBelow(info, info.fieldNodes), 1),
  );
  return (await context.reader(info).loader.load({ kind: 'entities', node }, id))?.page?.[0]?.node ?? null;
}

/** Whether a selection on an entity needs nothing but its id. */
export const isKnownById = (selected: Selected) =>
  [...selected.keys()].every((name) => name === 'id' || name === '__typename');

/** Like loadEntity, for an id that another fact refers to: nothing is read if only the id is selected. */
export async function loadReferred(
  ontology: Ontology,
  id: string,
  type: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const selected = byName(collectedBelow(info, info.fieldNodes));
  return isKnownById(selected) ? { id } : loadEntity(ontology, id, type, context, info);
}

/** Like loadReferred, for any type and a non-null field: GraphQL reports an error if the entity is missing. */
export const loadExisting = async (ontology: Ontology, id: string, context: Context, info: GraphQLResolveInfo) =>
  (await loadReferred(ontology, id, ANY, context, info)) as Row;

/** The name of an entity, for sentences; its id if it has none. */
export async function loadName(id: string, context: Context, info: GraphQLResolveInfo): Promise<string> {
  const shape = { kind: 'entities', node: { columns: ['id', 'name'], children: {} } } as const;
  const answer = await context.reader(info).loader.load(shape, id);
  return String(answer?.page?.[0]?.node.name ?? id);
}
