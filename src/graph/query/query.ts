import type { Value } from '../port/graph.ts';

/** What is asked of the graph, free of how it is fetched. Values stand here; names come from the ontology. */

/** From an entity over relations to others. */
export interface Step {
  /** Relation types; empty for all. */
  readonly types: readonly string[];
  readonly direction: 'OUT' | 'IN' | 'BOTH';
  /** The entity type at the far end, or `Entity` for any. */
  readonly target: string;
}

/** Whose property: the entity's, or that of the relation by which it is reached. */
export type Side = 'node' | 'relation';
export type Operator = 'eq' | 'in' | 'contains' | 'startsWith' | 'gt' | 'gte' | 'lt' | 'lte';

export interface Test {
  readonly column: string;
  readonly operator: Operator;
  readonly value: Value;
}

export type Filter =
  | { readonly kind: 'all' | 'any'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  /** `exact` compares a text by the letter, where it comes before or after another. */
  | ({ readonly kind: 'test'; readonly side: Side; readonly exact?: boolean } & Test)
  | { readonly kind: 'stated'; readonly side: Side; readonly column: string; readonly stated: boolean }
  /** One item of parallel lists meets all the tests. */
  | { readonly kind: 'item'; readonly side: Side; readonly tests: readonly Test[] }
  /** A day at which a period can begin or end at the soonest or the latest. */
  | {
      readonly kind: 'bound';
      readonly side: Side;
      readonly field: string;
      readonly bound: 'start' | 'startBy' | 'endFrom' | 'end';
      readonly operator: 'gt' | 'gte' | 'lt' | 'lte';
      readonly value: string;
    }
  | { readonly kind: 'type'; readonly types: readonly string[] }
  /** The id begins with one of these. */
  | { readonly kind: 'prefix'; readonly prefixes: readonly string[] }
  | {
      readonly kind: 'related';
      readonly step: Step;
      readonly quantifier: 'some' | 'none' | 'every';
      readonly filter: Filter;
    }
  /** How many meet the filter. */
  | {
      readonly kind: 'count';
      readonly step: Step;
      readonly filter: Filter | null;
      readonly operator: Operator;
      readonly value: Value;
    };

/** One of the values that a list is ordered by. Missing values come last in both directions. */
export type OrderKey = { readonly descending: boolean } & (
  | { readonly kind: 'column'; readonly side: Side; readonly column: string; readonly nullable: boolean }
  /** The first or the last day that a date can mean, an open end further than any. */
  | { readonly kind: 'day'; readonly side: Side; readonly field: string; readonly bound: 'Start' | 'End' }
  /** Preferred statements before the others. */
  | { readonly kind: 'preference' }
  /** How many sources the relation has. */
  | { readonly kind: 'support' }
  | { readonly kind: 'type' }
  | { readonly kind: 'count'; readonly step: Step }
  /** The amount of a money field in one currency. */
  | { readonly kind: 'amount'; readonly side: Side; readonly field: string; readonly currency: string }
  /** What the relations of a step, or the entities that they lead to, have of a money field in one currency, in all. */
  | {
      readonly kind: 'sum';
      readonly step: Step;
      readonly side: Side;
      readonly field: string;
      readonly currency: string;
    }
);

/** Where in an ordered list a page begins or ends: the values of the order's keys at that row. */
export type Position = readonly (string | number | boolean | null)[];

export interface PageRange {
  /** How many rows to read, one more than the page has, to see whether it goes on. */
  readonly limit: number;
  readonly after: Position | null;
  readonly before: Position | null;
  /** Read from the end of the list. */
  readonly backward: boolean;
  /** The ids of the page, where they are known: its rows come in no order then. */
  readonly ids?: readonly string[];
}

/** A money field to add up, by currency: of the relations, or of the entities, each of them once. */
export interface Sum {
  readonly side: Side;
  readonly field: string;
}

export interface Grouping {
  readonly by:
    | { readonly kind: 'column'; readonly side: Side; readonly column: string }
    | { readonly kind: 'year'; readonly side: Side; readonly field: string }
    | { readonly kind: 'type' }
    | { readonly kind: 'related'; readonly step: Step };
  readonly order: 'COUNT' | 'KEY';
  readonly descending: boolean;
  readonly limit: number;
  readonly sums: Readonly<Record<string, Sum>>;
}

/** What is read of each entity. */
export interface EntityPart {
  readonly columns: readonly string[];
  /** Lists that start at the entity and are read with it, by their places in its row. */
  readonly children: Readonly<Record<string, ConnectionPart>>;
}

/** What is read of a list: each part of it only when asked for. */
export interface ConnectionPart {
  /** The type of its entities, or `Entity`. */
  readonly type: string;
  /** The step that leads to it from an entity; null for all entities of the type. */
  readonly step: Step | null;
  /** Only entities of which sources claim different values for one field. */
  readonly contested?: boolean;
  readonly filter: Filter | null;
  readonly order: readonly OrderKey[];
  readonly page: PageRange | null;
  readonly node: EntityPart;
  readonly relationColumns: readonly string[];
  readonly total: boolean;
  readonly sums: Readonly<Record<string, Sum>>;
  readonly groups: Readonly<Record<string, Grouping>>;
}

/** Dated facts in order: own dates of entities and periods of relations, each of them once. */
export interface TimelinePart {
  /** Whose facts; null for those of all entities. */
  readonly of: readonly string[] | null;
  /** Also those of what a relation leads to from there. */
  readonly around: boolean;
  /** Only facts of entities of these types; empty for all. */
  readonly types: readonly string[];
  /** Days: what can have been then. */
  readonly from: string | null;
  readonly until: string | null;
  /** Also relations that are known to be wrong. */
  readonly deprecated: boolean;
  readonly page: PageRange | null;
  readonly relationColumns: readonly string[];
  readonly total: boolean;
}

export type Shape =
  | { readonly kind: 'entities'; readonly node: EntityPart }
  | { readonly kind: 'list'; readonly part: ConnectionPart }
  | { readonly kind: 'relations'; readonly part: ConnectionPart }
  | { readonly kind: 'timeline'; readonly part: TimelinePart }
  | {
      readonly kind: 'claims' /** Null for all fields. */;
      readonly field: string | null;
      readonly columns: readonly string[];
    };

/** The time for which a question is asked; null where it is asked for now. */
export interface TimeTravel {
  /** A day: what had begun by then, and had not ended. */
  readonly asOf: string | null;
  /** A moment in UTC: what had been recorded by then, and not retracted. */
  readonly known: string | null;
}

export const NOW: TimeTravel = { asOf: null, known: null };

export const isNow = ({ asOf, known }: TimeTravel): boolean => asOf === null && known === null;
