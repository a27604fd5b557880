import type { ConnectionPart, EntityPart, Grouping } from '../../graph/query/query.ts';

/**
 * A plan describes what a field's selection reads from the graph, before anything is read. These are its types; the
 * Planner creates plans, and resolvers use them to find their part of the result.
 */

/** A planned part: the alias of its answer in the row, or the error in its arguments, which its own field reports. */
export type Planned<T> = { readonly alias: string; readonly plan: T } | { readonly error: unknown };

/** The plan of an entity. The graph reads it as a part of a query, and gives it back with each row (`partOf`). */
export class EntityPlan implements EntityPart {
  readonly columns: readonly string[];
  readonly children: EntityPart['children'];
  /** Private: loaders tell parts of queries apart by their JSON. */
  readonly #lists: ReadonlyMap<string, Planned<ConnectionPlan>>;

  constructor(columns: readonly string[], lists: ReadonlyMap<string, Planned<ConnectionPlan>>) {
    this.columns = columns;
    this.children = Object.fromEntries(
      [...lists.values()].flatMap((list) => ('alias' in list ? [[list.alias, list.plan.part]] : [])),
    );
    this.#lists = lists;
  }

  /** The list that is read with the entity, by its response key; undefined for one that the loader reads. */
  list(responseKey: string): Planned<ConnectionPlan> | undefined {
    return this.#lists.get(responseKey);
  }
}

/** The plan of a field `groups`. */
export interface GroupPlan {
  readonly grouping: Grouping;
  /** The names of the keys in the schema. */
  readonly keys: readonly string[];
  readonly sums: ReadonlyMap<string, Planned<unknown>>;
  /** Counts of relations, by the field that leads to the related entities. */
  readonly counts: ReadonlyMap<string, Planned<unknown>>;
}

/** The plan of a list. */
export interface ConnectionPlan {
  readonly part: ConnectionPart;
  readonly node: EntityPlan;
  /** `list` and `scope` stand in the list's cursors: a cursor is valid for one list, order, filter and time only. */
  readonly list: string;
  readonly scope: string;
  readonly sums: ReadonlyMap<string, Planned<unknown>>;
  readonly groups: ReadonlyMap<string, Planned<GroupPlan>>;
}
