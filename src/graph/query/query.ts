import type { Value } from '../port/graph.ts';

/**
 * A query of the graph, independent of how it is compiled. It holds values and names of the ontology, and the stored
 * properties ("columns") that are compared and read.
 */

/** A step from an entity over relations to other entities. */
export interface Step {
  /** Relation types; empty for all. */
  readonly types: readonly string[];
  readonly direction: 'OUT' | 'IN' | 'BOTH';
  /** The entity type at the far end, or `Entity` for any. */
  readonly target: string;
}

/** A text that equal steps share. */
export const stepKey = ({ types, direction, target }: Step): string => `${types} ${direction} ${target}`;

/** Whose property: that of the entity, or of the relation that leads to it. */
export type Side = 'node' | 'relation';
/** How many of several things must pass a filter. */
export type Quantifier = 'some' | 'none' | 'every';
/** How a filter compares a property with a value. */
export type Operator = 'eq' | 'in' | 'contains' | 'startsWith' | 'gt' | 'gte' | 'lt' | 'lte';

/** A comparison of a property with a value. */
export interface Test {
  readonly column: string;
  readonly operator: Operator;
  readonly value: Value;
}

/** A condition on the documents that a fact cites, each once. A filter of them is resolved to ids before it is compiled. */
export type CitedFilter = {
  readonly side: Side;
  readonly documents: { readonly filter: Filter } | { readonly ids: readonly string[] } | null;
} & (
  | { readonly kind: 'cited'; readonly quantifier: Quantifier }
  /** How many of them there are, or of the others; of all of them if `documents` is null. */
  | { readonly kind: 'citedCount'; readonly others?: true; readonly operator: Operator; readonly value: Value }
);

/** A condition on an entity or on the relation that leads to it. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  /** `exact` compares texts by code point instead of without case. */
  | ({ readonly kind: 'test'; readonly side: Side; readonly exact?: boolean } & Test)
  /** Whether a property has a value. */
  | { readonly kind: 'exists'; readonly side: Side; readonly column: string; readonly exists: boolean }
  /** One item of parallel lists, such as an amount and its currency, passes all tests. */
  | { readonly kind: 'item'; readonly side: Side; readonly tests: readonly Test[] }
  /** The earliest or latest day on which a period can begin or end. */
  | {
      readonly kind: 'bound';
      readonly side: Side;
      readonly field: string;
      readonly bound: 'start' | 'startBy' | 'endFrom' | 'end';
      readonly operator: 'gt' | 'gte' | 'lt' | 'lte';
      readonly value: string;
    }
  | { readonly kind: 'type'; readonly types: readonly string[] }
  /**
   * One of the entities, or below one of them in a hierarchy. Read from the graph, as `among`, before it is compiled;
   * `isNegated`: within a negation of what must be certain, which is about what is possible.
   */
  | { readonly kind: 'within'; readonly ids: readonly string[]; readonly path: string; readonly isNegated?: boolean }
  /** The entity passes a filter, or one below it, or above it, in a hierarchy. Read from the graph like `within`. */
  | {
      readonly kind: 'selfOrBelow' | 'selfOrAbove';
      readonly type: string;
      readonly filter: Filter;
      readonly path: string;
      readonly isNegated?: boolean;
    }
  /** One of these entities, which may be very many. */
  | { readonly kind: 'among'; readonly ids: readonly string[] }
  | CitedFilter
  /** Whether documents state different values. */
  | { readonly kind: 'contested'; readonly side: Side; readonly contested: boolean }
  /**
   * Whether the relation, or the whole row with the entity at its end, certainly held on the day of the query. `only`: no
   * other entities can be certain.
   */
  | {
      readonly kind: 'certain';
      readonly of: 'row' | 'relation';
      readonly certain: boolean;
      readonly path: string;
      readonly only?: readonly string[];
    }
  /** The id begins with one of the prefixes. */
  | { readonly kind: 'prefix'; readonly prefixes: readonly string[] }
  | {
      readonly kind: 'related';
      readonly step: Step;
      readonly quantifier: Quantifier;
      readonly filter: Filter;
      /** Where it is in the arguments, for messages. */
      readonly path?: string;
    }
  /** How many related entities pass the filter. */
  | {
      readonly kind: 'count';
      readonly step: Step;
      readonly filter: Filter | null;
      readonly operator: Operator;
      readonly value: Value;
      readonly path?: string;
    };

/** One of the values that a list is ordered by. Missing values come last in both directions. */
export type OrderKey = { readonly descending: boolean } & (
  | { readonly kind: 'column'; readonly side: Side; readonly column: string; readonly nullable: boolean }
  /**
   * The first or the last day that a date can mean. An open end lies beyond every day; a date of which only the end is known
   * counts as its last day, as it comes after what certainly came before.
   */
  | { readonly kind: 'day'; readonly side: Side; readonly field: string; readonly bound: 'Start' | 'End' }
  /** Preferred relations before the others. */
  | { readonly kind: 'preference' }
  /** The number of the relation's sources. */
  | { readonly kind: 'support' }
  | { readonly kind: 'type' }
  /** The number of relations of a step; of those whose far ends pass the filter, if there is one. */
  | { readonly kind: 'count'; readonly step: Step; readonly filter?: Filter }
  /** The amount of a money field in one currency. */
  | { readonly kind: 'amount'; readonly side: Side; readonly field: string; readonly currency: string }
  /** The sum of a money field in one currency, over the relations of a step or over the entities they lead to. */
  | {
      readonly kind: 'sum';
      readonly step: Step;
      readonly filter?: Filter;
      readonly side: Side;
      readonly field: string;
      readonly currency: string;
    }
);

/** A position in an ordered list: the values of the order's keys at a row. */
export type Position = readonly (string | number | boolean | null)[];

/** The range of a list to read. */
export interface PageRange {
  /** The number of rows to read: one more than the page holds, which shows whether the list continues. */
  readonly limit: number;
  readonly after: Position | null;
  readonly before: Position | null;
  /** Read from the end of the list. */
  readonly backward: boolean;
  /** The ids of the page, if known. The rows then come in no particular order. */
  readonly ids?: readonly string[];
}

/** Which relations of a step count: all, or those that pass a filter. */
export interface Across {
  readonly step: Step;
  readonly filter: Filter | null;
}

/**
 * A money field to add up by currency, over distinct relations or entities: of a list's rows, or of the relations that
 * lead on from its entities and the entities there.
 */
export interface Sum {
  readonly side: Side;
  readonly field: string;
  /** The relations that lead on from the list's entities; absent for a field of the rows. */
  readonly across?: Across;
}

/** What the members of a group have in common: a value of an entity, or of the relation that leads to it. */
export type GroupValue =
  | { readonly kind: 'column'; readonly side: Side; readonly column: string }
  | { readonly kind: 'year'; readonly side: Side; readonly field: string }
  | { readonly kind: 'type' }
  /** Whether the row certainly held on the day of the query. `only`: no other entities can be certain. */
  | { readonly kind: 'certain'; readonly path: string; readonly only?: readonly string[] }
  | { readonly kind: 'related'; readonly step: Step };

/** A key of groups. */
export interface GroupKey {
  /** The relations to follow to the entities whose value it is; null for the list's own entities. */
  readonly through: Step | null;
  readonly value: GroupValue;
  /** For a related entity: its members also count for each entity that it is a part of. */
  readonly rollUp?: true;
}

/** How to group a list, and what to read of each group. */
export interface Grouping {
  /** One or two. Keys through the same step are values of the same related entity. */
  readonly keys: readonly GroupKey[];
  /** Members that have no such relation are left out, and relations that do not pass count nowhere. */
  readonly only: readonly Across[];
  readonly order: 'COUNT' | 'KEY' | { readonly sum: Sum; readonly currency: string };
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
  readonly sums: Readonly<Record<string, Sum>>;
  /** The numbers of distinct relations that lead on from the members. */
  readonly counts: Readonly<Record<string, Across>>;
  /** Read the numbers of what is added up instead of the sums, and all groups if a sum orders them. */
  readonly numbered?: boolean;
  /** Read how many groups there are, or how many members are in several of them, instead of the groups. */
  readonly numberOf?: 'GROUPS' | 'SHARED';
}

/** What to read of each entity. */
export interface EntityPart {
  readonly columns: readonly string[];
  /** Lists that start at the entity, by their aliases in its row. */
  readonly children: Readonly<Record<string, ConnectionPart>>;
}

/** What to read of a list; parts that are null, empty or false are not read. */
export interface ConnectionPart {
  /** The type of its entities, or `Entity`. */
  readonly type: string;
  /** The step that leads to it from an entity; null for all entities of the type. */
  readonly step: Step | null;
  /** Only entities for which sources claim different values of one field. */
  readonly contested?: boolean;
  readonly filter: Filter | null;
  readonly order: readonly OrderKey[];
  readonly page: PageRange | null;
  readonly node: EntityPart;
  readonly relationColumns: readonly string[];
  readonly total: boolean;
  /** Also count the rows that certainly held on the day of the query. */
  readonly certain?: boolean;
  readonly sums: Readonly<Record<string, Sum>>;
  readonly groups: Readonly<Record<string, Grouping>>;
}

/** A list of the ids of entities of a type that pass a filter, in the order of the ids. */
export const idsPart = (type: string, filter: Filter | null, limit: number): ConnectionPart => ({
  type,
  step: null,
  filter,
  order: [{ kind: 'column', side: 'node', column: 'id', nullable: false, descending: false }],
  page: { limit, after: null, before: null, backward: false },
  node: { columns: ['id'], children: {} },
  relationColumns: [],
  total: false,
  sums: {},
  groups: {},
});

/** Dated facts in order: dates of entities and periods of relations, each once. */
export interface TimelinePart {
  /** The entities whose facts to read; null for all. */
  readonly of: readonly string[] | null;
  /** Only relations with one of these entities; without it, with any. */
  readonly far?: readonly string[];
  /** Also read the facts of their neighbours. */
  readonly around: boolean;
  /** Types of entities; empty for all. */
  readonly types: readonly string[];
  /** Days, YYYY-MM-DD: only facts that can overlap this range. */
  readonly from: string | null;
  readonly until: string | null;
  /** Also read deprecated relations. */
  readonly deprecated: boolean;
  readonly page: PageRange | null;
  readonly relationColumns: readonly string[];
  readonly total: boolean;
}

/** The shape of a query's result. */
export type Shape =
  | { readonly kind: 'entities'; readonly node: EntityPart }
  | { readonly kind: 'list'; readonly part: ConnectionPart }
  | { readonly kind: 'relations'; readonly part: ConnectionPart }
  | { readonly kind: 'timeline'; readonly part: TimelinePart }
  | {
      readonly kind: 'claims';
      /** Null for all fields. */
      readonly field: string | null;
      readonly columns: readonly string[];
    };

/** The time that a query is about; null for now. */
export interface TimeTravel {
  /** A day, YYYY-MM-DD: facts that held on it. */
  readonly asOf: string | null;
  /** Whether facts count that may have held on the day, or only those that certainly did. */
  readonly certainty: 'POSSIBLE' | 'CERTAIN';
  /** Whether this is the time of a negation within what is read otherwise. */
  readonly isNegated?: boolean;
  /** A time in UTC, ISO 8601: facts that were recorded by then and not yet retracted. */
  readonly known: string | null;
  /**
   * For a day as known at a time: the entities that began after `asOf`, by what announced them as known then. Read from the
   * graph before the query is compiled; absent if it is not.
   */
  readonly announcedLater?: readonly string[];
}

/** How far a chain of announcements is followed for what was known earlier. */
export const LONGEST_KNOWN_CHAIN = 3;

/** The time of a query without `@asOf`. */
export const NOW: TimeTravel = { asOf: null, certainty: 'POSSIBLE', known: null };

/**
 * The time of a negation. "No councils" is certain only if none is possible, so what must be certain negates what is
 * possible, and a negation within that is about what is certain again.
 */
export function negated(time: TimeTravel): TimeTravel {
  const { asOf, certainty, isNegated = false } = time;
  const isWhollyPossible = certainty === 'POSSIBLE' && !isNegated;
  if (asOf === null || isWhollyPossible) return time;
  return { ...time, certainty: certainty === 'CERTAIN' ? 'POSSIBLE' : 'CERTAIN', isNegated: !isNegated };
}

/** Whether a query is about the present state. */
export const isNow = ({ asOf, known }: TimeTravel): boolean => asOf === null && known === null;
