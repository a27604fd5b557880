import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
} from 'graphql';
import { typeFilter } from '../../graph/cypher/walk.ts';
import { CERTAIN_FROM } from '../../graph/encoding/names.ts';
import { needsHierarchies } from '../../graph/query/hierarchies.ts';
import { hasNested } from '../../graph/query/nested.ts';
import type { Across, ConnectionPart, Filter, OrderKey, Sum } from '../../graph/query/query.ts';
import { hash } from '../../loaders/cursor.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { type ArgumentValues, type ListTarget, stepOf } from '../arguments/argument-reader.ts';
import { dated } from '../arguments/as-of.ts';
import { type GroupArguments, groupCountOf, groupingOf } from '../arguments/grouping.ts';
import { orderOf } from '../arguments/order-by.ts';
import { type ListArguments, pageRange } from '../arguments/page.ts';
import { acrossOf, sumWhere } from '../arguments/sums.ts';
import { filterOf } from '../arguments/where.ts';
import { CERTAIN_DAYS } from './certainty.ts';
import { sumName } from './connection.ts';
import type { Context } from './context.ts';
import { continuedTypes, NEIGHBORHOOD_ORDER, neighborhoodScope } from './neighborhood-cursor.ts';
import { type ConnectionPlan, EntityPlan, type GroupPlan, type Planned } from './plans.ts';
import {
  byName,
  type Collected,
  collectedBelow,
  entityColumns,
  relationColumns,
  type Selected,
  wantsRows,
} from './selection.ts';

/**
 * A nested list is read in the statement of its outer list if the product of the page sizes is at most this number of rows;
 * beyond that, the loader reads the list, and reads only once the data that several rows share.
 */
const FOLDED_ROWS = 10_000;

/** Any of no conditions, which nothing meets. */
const NOTHING: Filter = { kind: 'any', filters: [] };

/** What a list is limited to, whatever its arguments ask for. */
export interface ListBase {
  readonly filter: Filter;
  /** Only entities for which sources claim different values. */
  readonly contested?: true;
  /** What cursors are bound to instead of the filter, which may be long or change from page to page. */
  readonly scope?: string;
  /** The ids of the entities that can be certain, where more than they themselves decides it. */
  readonly sure?: () => Promise<readonly string[]>;
}

/** The arguments of a field in a selection, as GraphQL reads them; the schema says their types. */
function argumentsOf<Arguments>(type: GraphQLObjectType, node: FieldNode, info: GraphQLResolveInfo): Arguments {
  const field = type.getFields()[node.name.value];
  return (field ? getArgumentValues(field, node, info.variableValues) : {}) as Arguments;
}

/** Plans a part under an alias. An error in its arguments is left to the field itself, so that only this field fails. */
function attempt<T>(alias: string, make: () => T): Planned<T> {
  try {
    return { alias, plan: make() };
  } catch (error) {
    return { error };
  }
}

/** Plans a part for each distinct name that a field is selected with. */
function partsOf<Arguments, T>(
  info: GraphQLResolveInfo,
  selected: readonly FieldNode[],
  typeName: string,
  { prefix, nameOf, make }: PartMaker<Arguments, T>,
): ReadonlyMap<string, Planned<T>> {
  const type = info.schema.getType(typeName);
  const parts = new Map<string, Planned<T>>();
  if (!isObjectType(type)) return parts;
  for (const node of selected) {
    const args = argumentsOf<Arguments>(type, node, info);
    const name = nameOf(args);
    if (parts.has(name)) continue;
    parts.set(
      name,
      attempt(`${prefix}${parts.size}`, () => make(args)),
    );
  }
  return parts;
}

interface PartMaker<Arguments, T> {
  /** Begins the aliases of the parts. */
  readonly prefix: string;
  /** The name of the part that a field with these arguments reads. */
  nameOf(args: Arguments): string;
  make(args: Arguments): T;
}

interface SumArguments {
  readonly of: string;
  readonly where?: ArgumentValues | null;
}

const byAlias = <T, R>(planned: ReadonlyMap<string, Planned<T>>, of: (plan: T) => R): Record<string, R> =>
  Object.fromEntries([...planned.values()].flatMap((one) => ('alias' in one ? [[one.alias, of(one.plan)]] : [])));

const hasError = ({ sums, groups }: ConnectionPlan) =>
  [...sums.values(), ...groups.values()].some((one) => 'error' in one);

/** Hierarchies are read before a list is, which can fail; only the list itself should fail then. */
const canBeFolded = (plan: ConnectionPlan, rows: number) =>
  rows * (plan.part.page?.limit ?? 1) <= FOLDED_ROWS &&
  !hasError(plan) &&
  !needsHierarchies(plan.part) &&
  !hasNested(plan.part);

/**
 * Turns the selection of a field into a plan.
 *
 * The aliases of lists and groups are their response keys: two selections of the same data under different names
 * are two parts, so that each finds its own rows.
 */
export class Planner {
  readonly #ontology: Ontology;
  readonly #context: Context;
  readonly #info: GraphQLResolveInfo;
  constructor(ontology: Ontology, context: Context, info: GraphQLResolveInfo) {
    this.#ontology = ontology;
    this.#context = context;
    this.#info = info;
  }

  /** An entity that is reached at most `rows` times, with the lists below it. */
  entity(type: string, collected: Collected, rows: number, needed: readonly string[] = []): EntityPlan {
    const info = this.#info;
    const selected = byName(collected);
    const read = new Set([...entityColumns(this.#ontology, type, selected, info), ...needed]);
    const lists = new Map<string, Planned<ConnectionPlan>>();
    const object = info.schema.getType(type);
    if (type !== ANY && isObjectType(object)) {
      for (const field of this.#ontology.relationFields(type)) {
        for (const [responseKey, nodes] of collected) {
          const [node] = nodes;
          if (!node || node.name.value !== field.name) continue;
          const list = attempt(`/${responseKey}`, () => {
            const args = argumentsOf<ListArguments>(object, node, info);
            const target = { type: field.target, step: stepOf(field) };
            return this.connection(`${type}.${field.name}`, nodes, args, target, rows);
          });
          // A list with an error is left to its field: rows that are read alike share one plan.
          if (!('plan' in list)) continue;
          // A row is certain only if the entity that it is read from is.
          if (list.plan.part.relationColumns.includes(CERTAIN_FROM)) read.add(CERTAIN_FROM);
          if (canBeFolded(list.plan, rows)) lists.set(responseKey, list);
        }
      }
    }
    return new EntityPlan([...read].sort(), lists);
  }

  /** A list whose parent is reached at most `rows` times. Throws BAD_USER_INPUT or BAD_CURSOR for wrong arguments. */
  connection(
    list: string,
    nodes: readonly FieldNode[],
    args: ListArguments,
    target: ListTarget,
    rows: number,
    base: ListBase | null = null,
  ): ConnectionPlan {
    const info = this.#info;
    const ontology = this.#ontology;
    const { type, step } = target;
    const { timeTravel } = this.#context.reader(info);
    const continued = step && type === ANY ? continuedTypes(ontology, args) : null;
    const where = args.where ? dated(filterOf(ontology, args.where, target), timeTravel) : null;
    const asked: Filter | null =
      base && where ? { kind: 'all', filters: [base.filter, where] } : (base?.filter ?? where);
    const filter = target.isNone ? NOTHING : continued ? typeFilter(continued) : asked;
    const order = continued ? NEIGHBORHOOD_ORDER : dated(orderOf(ontology, args.orderBy, target), timeTravel);
    const scope = continued
      ? neighborhoodScope(continued, timeTravel)
      : hash([order, base?.scope ? [base.scope, where] : filter, timeTravel]);
    const page = pageRange({ list, scope, keys: order.length }, args);

    const collected = collectedBelow(info, nodes);
    const selected = byName(collected);
    const edges = selected.get('edges') ?? [];
    const edge = byName(collectedBelow(info, edges));
    const wantsCursors = edge.has('cursor') || selected.has('pageInfo');
    const nodeFields = [...collected].flatMap(([, [node, ...more]]) => {
      if (node?.name.value === 'nodes') return [[node, ...more]];
      if (node?.name.value !== 'edges') return [];
      return [...collectedBelow(info, [node, ...more]).values()].filter(([below]) => below?.name.value === 'node');
    });
    // `nodes` and `edges { node }` may give one name to different lists: then the row is read without lists.
    const below = collectedBelow(info, nodeFields.flat());
    const unambiguous =
      nodeFields.length <= 1 ? below : new Map([...below].filter(([, [node]]) => !node?.selectionSet));
    const needed = this.#neededColumns(target, order, wantsCursors, edge.has('certain'));
    const extra = nodeFields.length > 1 ? entityColumns(ontology, type, byName(below), info) : [];
    const node = this.entity(type, unambiguous, rows * (page.limit - 1), [...needed.node, ...extra]);
    const columnsOfRelation = step
      ? [...new Set([...relationColumns(ontology, step.types, edge), ...needed.relation])].sort()
      : [];

    const connectionType = this.#typeName(list, info);
    const sums = partsOf<SumArguments, Sum>(info, selected.get('sum') ?? [], connectionType, {
      prefix: 's',
      nameOf: ({ of, where }) => sumName(of, where),
      make: ({ of, where }) =>
        dated(sumWhere(ontology, of, target, acrossOf(ontology, 'where', where, type)), timeTravel),
    });
    const groups = this.#groups(collected, connectionType, target);
    const part: ConnectionPart = {
      type,
      step,
      ...(base?.contested ? { contested: true } : {}),
      filter,
      order,
      page: wantsRows(selected) ? page : null,
      node,
      relationColumns: columnsOfRelation,
      total: selected.has('totalCount'),
      ...(selected.has('certainCount') ? { certain: true } : {}),
      sums: byAlias(sums, (sum) => sum),
      groups: byAlias(groups, ({ grouping }) => grouping),
    };
    return { part, node, list, scope, sums, groups };
  }

  /** The name of the connection type that a list has in the schema. */
  #typeName(list: string, info: GraphQLResolveInfo): string {
    const [parent, field] = list.includes('.') ? list.split('.') : [info.schema.getQueryType()?.name, list];
    const type = info.schema.getType(parent ?? '');
    const named = isObjectType(type) ? type.getFields()[field ?? '']?.type : undefined;
    return String(named).replaceAll(/[![\]]/g, '');
  }

  #groups(collected: Collected, typeName: string, target: ListTarget): ReadonlyMap<string, Planned<GroupPlan>> {
    const info = this.#info;
    const type = info.schema.getType(typeName);
    const groups = new Map<string, Planned<GroupPlan>>();
    if (!isObjectType(type)) return groups;
    for (const [responseKey, nodes] of collected) {
      const [node] = nodes;
      const name = node?.name.value;
      if (!node || (name !== 'groups' && name !== 'groupCount' && name !== 'sharedCount')) continue;
      const planned = attempt(`/${responseKey}`, () => {
        const args = argumentsOf<GroupArguments>(type, node, info);
        const { timeTravel } = this.#context.reader(info);
        if (name === 'groups') return dated(this.#group(args, byName(collectedBelow(info, nodes)), target), timeTravel);
        const grouping = dated(
          groupCountOf(this.#ontology, args, target, name === 'groupCount' ? 'GROUPS' : 'SHARED'),
          timeTravel,
        );
        return { grouping, keys: [], sums: new Map(), counts: new Map() };
      });
      groups.set(responseKey, planned);
    }
    return groups;
  }

  #group(args: GroupArguments, selected: Selected, target: ListTarget): GroupPlan {
    let sums: GroupPlan['sums'] = new Map();
    let counts: GroupPlan['counts'] = new Map();
    const grouping = groupingOf(this.#ontology, args, target, (reader) => {
      const read = {
        sums: partsOf<SumArguments, Sum>(this.#info, selected.get('sum') ?? [], 'Group', {
          prefix: 's',
          nameOf: ({ of }) => of,
          make: ({ of }) => reader.sum(of),
        }),
        counts: partsOf<{ readonly of: string }, Across>(this.#info, selected.get('relationCount') ?? [], 'Group', {
          prefix: 'c',
          nameOf: ({ of }) => of,
          make: ({ of }) => reader.count(of),
        }),
      };
      sums = read.sums;
      counts = read.counts;
      return { sums: byAlias(read.sums, (sum) => sum), counts: byAlias(read.counts, (across) => across) };
    });
    return { grouping, keys: args.andBy ? [args.by, args.andBy] : [args.by], sums, counts };
  }

  #neededColumns({ step }: ListTarget, order: readonly OrderKey[], cursors: boolean, certain: boolean) {
    const node: string[] = [];
    const relation: string[] = [];
    for (const key of cursors ? order : []) {
      if (key.kind === 'column') (key.side === 'node' ? node : relation).push(key.column);
      else if (key.kind === 'preference') relation.push('rank');
      else if (key.kind === 'type') relation.push('type');
    }
    if (certain) {
      node.push(CERTAIN_FROM);
      relation.push(...CERTAIN_DAYS);
    }
    return { node, relation: step ? relation : [] };
  }
}
