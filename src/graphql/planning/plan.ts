import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
} from 'graphql';
import { badInput } from '../../errors.ts';
import { typeFilter } from '../../graph/cypher/walk.ts';
import { columns } from '../../graph/encoding/values.ts';
import type {
  ConnectionPart,
  EntityPart,
  Filter,
  Grouping,
  OrderKey,
  PageRange,
  Sum,
} from '../../graph/query/query.ts';
import { type CursorOrigin, decodeCursor, hash } from '../../loaders/cursor.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';
import { type ListTarget, stepOf } from '../arguments/argument-reader.ts';
import { groupingOf, orderOf, sumOf } from '../arguments/order-by.ts';
import { filterOf } from '../arguments/where.ts';
import { PICTURE, pictureScope, pictureTypes } from '../fields/neighborhood-pages.ts';
import type { Context } from './context.ts';
import { byName, type Collected, collectedBelow, entityColumns, relationColumns, wantsRows } from './selection.ts';

/** A field's selection, read before anything is fetched: what its list needs, and the lists below it. */

/**
 * A list is read in the statement of the list around it while the pages on the way multiply to no more than this;
 * beyond it is left to the loader, which reads what several rows share but once.
 */
const FOLDED_ROWS = 10_000;

export interface ListArguments {
  readonly where?: Readonly<Record<string, unknown>> | null | undefined;
  readonly orderBy?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Where the answer to a field lies, or the mistake in its arguments, which is told where the field stands. */
export type Placed<T = unknown> = { readonly place: string; readonly plan: T } | { readonly mistake: unknown };

export interface EntityPlan {
  readonly part: EntityPart;
  /** The lists that are read with the entity, by their names in the answer. */
  readonly children: ReadonlyMap<string, { readonly place: string; readonly plan: ConnectionPlan }>;
}

export interface GroupPlan {
  readonly grouping: Grouping;
  readonly sums: ReadonlyMap<string, Placed>;
}

export interface ConnectionPlan {
  readonly part: ConnectionPart;
  readonly node: EntityPlan;
  /** What a cursor of this list holds beside its place: it is good for no other list, order, filter or time. */
  readonly list: string;
  readonly scope: string;
  readonly sums: ReadonlyMap<string, Placed>;
  readonly groups: ReadonlyMap<string, Placed<GroupPlan>>;
}

/** How many rows a page has. Throws BAD_USER_INPUT for what is no such number. */
function pageSize(name: string, asked: number | null | undefined): number {
  const value = asked ?? DEFAULT_PAGE;
  if (value >= 1 && value <= LARGEST_PAGE) return value;
  if (value < 1) {
    throw badInput(
      `"${name}" expects a number from 1 to ${LARGEST_PAGE}; got ${value}. Leave it out for ${DEFAULT_PAGE}.`,
    );
  }
  throw badInput(
    `"${name}" expects a number from 1 to ${LARGEST_PAGE}; got ${value}. Ask for fewer and go on with ${name === 'last' ? '"before" and the "startCursor"' : '"after" and the "endCursor"'} of the page.`,
  );
}

export function pageRange(origin: CursorOrigin, args: ListArguments): PageRange {
  const { first, last } = args;
  if (typeof first === 'number' && typeof last === 'number') {
    throw badInput('A page takes "first" (from the start) or "last" (from the end); got both. Leave one of them out.');
  }
  const backward = typeof last === 'number';
  const count = backward ? pageSize('last', last) : pageSize('first', first);
  const position = (name: 'after' | 'before') => {
    const cursor = args[name];
    return typeof cursor === 'string' ? decodeCursor(origin, name, cursor) : null;
  };
  return { limit: count + 1, after: position('after'), before: position('before'), backward };
}

const argumentsOf = (type: GraphQLObjectType, node: FieldNode, info: GraphQLResolveInfo): any => {
  const field = type.getFields()[node.name.value];
  return field ? getArgumentValues(field, node, info.variableValues) : {};
};

function sumsOf(
  ontology: Ontology,
  info: GraphQLResolveInfo,
  selected: readonly FieldNode[],
  typeName: string,
  listed: ListTarget,
): ReadonlyMap<string, Placed<Sum>> {
  const type = info.schema.getType(typeName);
  const found = new Map<string, Placed<Sum>>();
  if (!isObjectType(type)) return found;
  for (const node of selected) {
    const { of } = argumentsOf(type, node, info);
    if (found.has(of)) continue;
    try {
      found.set(of, { place: `s${found.size}`, plan: sumOf(ontology, of, listed) });
    } catch (mistake) {
      found.set(of, { mistake });
    }
  }
  return found;
}

const placed = <T, R>(found: ReadonlyMap<string, Placed<T>>, of: (plan: T) => R): Record<string, R> =>
  Object.fromEntries([...found.values()].flatMap((one) => ('place' in one ? [[one.place, of(one.plan)]] : [])));

const hasMistake = ({ sums, groups }: ConnectionPlan) =>
  [...sums.values(), ...groups.values()].some((one) => 'mistake' in one);

/**
 * Places of lists and groups have the names of their fields in the answer: two selections that ask the graph for the
 * same under other names are two questions, so that each finds its own parts in a row.
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

  /** An entity, reached `rows` times at the most, with the lists below it. */
  entity(type: string, collected: Collected, rows: number, needed: readonly string[] = []): EntityPlan {
    const info = this.#info;
    const selected = byName(collected);
    const read = new Set([...entityColumns(this.#ontology, type, selected, info), ...needed]);
    const children = new Map<string, { place: string; plan: ConnectionPlan }>();
    const object = info.schema.getType(type);
    if (type !== ANY && isObjectType(object)) {
      for (const field of this.#ontology.relationFields(type)) {
        for (const [name, nodes] of collected) {
          const [node] = nodes;
          if (!node || node.name.value !== field.name) continue;
          try {
            const listed = { type: field.target, step: stepOf(field) };
            const plan = this.connection(`${type}.${field.name}`, nodes, argumentsOf(object, node, info), listed, rows);
            if (rows * (plan.part.page?.limit ?? 1) <= FOLDED_ROWS && !hasMistake(plan))
              children.set(name, { place: `/${name}`, plan });
          } catch {
            // The field itself tells of the mistake, where it stands.
          }
        }
      }
    }
    const parts = [...children.values()].map(({ place, plan }) => [place, plan.part] as const);
    const plan = { part: { columns: [...read].sort(), children: Object.fromEntries(parts) }, children };
    this.#context.plans.set(plan.part, plan);
    return plan;
  }

  /** A list whose parent is reached `rows` times at the most. Throws for arguments that make no sense. */
  connection(
    list: string,
    nodes: readonly FieldNode[],
    args: ListArguments,
    listed: ListTarget,
    rows: number,
    contested: { readonly filter: Filter } | null = null,
  ): ConnectionPlan {
    const info = this.#info;
    const ontology = this.#ontology;
    const { type, step } = listed;
    const { timeTravel } = this.#context.at(info);
    const picture = step && type === ANY ? pictureTypes(ontology, args) : null;
    const filter: Filter | null = picture
      ? typeFilter(picture)
      : args.where
        ? filterOf(ontology, args.where, listed)
        : (contested?.filter ?? null);
    const order = picture ? PICTURE : orderOf(ontology, args.orderBy as never, listed);
    const scope = picture ? pictureScope(picture, timeTravel) : hash([order, filter, timeTravel]);
    const page = pageRange({ list, scope, keys: order.length }, args);

    const collected = collectedBelow(info, nodes);
    const selected = byName(collected);
    const edges = selected.get('edges') ?? [];
    const edge = byName(collectedBelow(info, edges));
    const wantsCursors = edge.has('cursor') || selected.has('pageInfo');
    const ways = [...collected].flatMap(([, [node, ...more]]) => {
      if (node?.name.value === 'nodes') return [[node, ...more]];
      if (node?.name.value !== 'edges') return [];
      return [...collectedBelow(info, [node, ...more]).values()].filter(([below]) => below?.name.value === 'node');
    });
    // Two ways to one row may ask for different things by one name: then only what is not a list is read with it.
    const below = collectedBelow(info, ways.flat());
    const simple = ways.length <= 1 ? below : new Map([...below].filter(([, [node]]) => !node?.selectionSet));
    const needed = this.#neededColumns(listed, order, wantsCursors, edge.has('certain'));
    const extra = ways.length > 1 ? entityColumns(ontology, type, byName(below), info) : [];
    const node = this.entity(type, simple, rows * (page.limit - 1), [...needed.node, ...extra]);
    const readOfRelation = step
      ? [...new Set([...relationColumns(ontology, step.types, edge), ...needed.relation])].sort()
      : [];

    const connectionType = `${this.#typeName(list, info)}`;
    const sums = sumsOf(ontology, info, selected.get('sum') ?? [], connectionType, listed);
    const groups = this.#groups(collected, connectionType, listed);
    const part: ConnectionPart = {
      type,
      step,
      ...(contested ? { contested: true } : {}),
      filter,
      order,
      page: wantsRows(selected) ? page : null,
      node: node.part,
      relationColumns: readOfRelation,
      total: selected.has('totalCount'),
      sums: placed(sums, (sum) => sum),
      groups: placed(groups, ({ grouping }) => grouping),
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

  #groups(collected: Collected, typeName: string, listed: ListTarget): ReadonlyMap<string, Placed<GroupPlan>> {
    const info = this.#info;
    const type = info.schema.getType(typeName);
    const found = new Map<string, Placed<GroupPlan>>();
    if (!isObjectType(type)) return found;
    for (const [name, nodes] of collected) {
      const [node] = nodes;
      if (node?.name.value !== 'groups') continue;
      try {
        const args = argumentsOf(type, node, info);
        const below = byName(collectedBelow(info, nodes));
        const sums = sumsOf(this.#ontology, info, below.get('sum') ?? [], 'Group', listed);
        const limit = pageSize('first', args.first);
        const grouping = groupingOf(
          this.#ontology,
          args,
          listed,
          placed(sums, (sum) => sum),
          limit,
        );
        found.set(name, { place: `/${name}`, plan: { grouping, sums } });
      } catch (mistake) {
        found.set(name, { mistake });
      }
    }
    return found;
  }

  #neededColumns({ type, step }: ListTarget, order: readonly OrderKey[], cursors: boolean, certain: boolean) {
    const node: string[] = [];
    const relation: string[] = [];
    for (const key of cursors ? order : []) {
      if (key.kind === 'column') (key.side === 'node' ? node : relation).push(key.column);
      else if (key.kind === 'preference') relation.push('rank');
      else if (key.kind === 'type') relation.push('type');
    }
    if (certain) {
      for (const field of this.#ontology.beginnings(type)) node.push(...columns(field, 'period'));
      relation.push(...columns('period', 'period'));
    }
    return { node, relation: step ? relation : [] };
  }
}

/** The values of an order's keys at a row, which a cursor holds. */
export function positionOf(order: readonly OrderKey[], row: any): (string | number | boolean | null)[] {
  let computed = 0;
  return order.map((key) => {
    switch (key.kind) {
      case 'column':
        return (key.side === 'node' ? row.node : row.relation)[key.column] ?? null;
      case 'preference':
        return row.relation.rank === 'PREFERRED' ? 0 : 1;
      case 'type':
        return row.relation.type;
      default:
        return row.keys[computed++] ?? null;
    }
  });
}
