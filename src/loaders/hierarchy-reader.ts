import { badInput, isBadInput, quoted } from '../errors.ts';
import { compile } from '../graph/cypher/compile.ts';
import { rowDecoder } from '../graph/cypher/row-decoder.ts';
import { decode } from '../graph/encoding/values.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import {
  type ByHierarchy,
  byHierarchyIn,
  markNegations,
  partsOf,
  replaceByHierarchy,
  rollsUp,
} from '../graph/query/hierarchies.ts';
import {
  type Filter,
  type Grouping,
  type GroupKey,
  negated,
  type Shape,
  type TimeTravel,
} from '../graph/query/query.ts';
import { type Edges, Hierarchy } from '../graph/storage/hierarchy.ts';
import { grouped } from '../lists.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { withCitedDocuments } from './cited-documents.ts';
import { readIds } from './read-ids.ts';

/** The most keys that are rolled up, and the most pairs of a key and an entity above it, which are sent to the database. */
const [MOST_KEYS, MOST_PAIRS] = [250_000, 5_000_000];

type ListShape = Extract<Shape, { kind: 'list' | 'relations' }>;

const isList = (shape: Shape): shape is ListShape => shape.kind === 'list' || shape.kind === 'relations';

/** A shape with what it needs to know. */
export interface ReadableShape {
  readonly shape: Shape;
  /** The sums and groups that are left out of it, by alias, with what is wrong with their arguments. */
  readonly errors: Readonly<Record<string, Error>>;
}

/** Reads what queries need to know of hierarchies, in the same unit of work. */
export class HierarchyReader {
  readonly #unit: UnitOfWork;
  readonly #ontology: Ontology;
  readonly #timeTravel: TimeTravel;
  readonly #hierarchies = new Map<string, Hierarchy>();

  constructor(unit: UnitOfWork, ontology: Ontology, timeTravel: TimeTravel) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#timeTravel = timeTravel;
  }

  /** Reads filters. Throws BAD_USER_INPUT if those of the list are wrong; sums and groups with wrong ones are left out. */
  async filters(shape: Shape): Promise<ReadableShape> {
    if (!isList(shape) || byHierarchyIn(partsOf(shape.part)).length === 0) return { shape, errors: {} };
    const { asOf, certainty } = this.#timeTravel;
    const isSure = asOf !== null && certainty === 'CERTAIN';
    const part = isSure ? markNegations(shape.part) : shape.part;
    const { filter, order } = await this.#filled({ filter: part.filter, order: part.order });
    const errors: Record<string, Error> = {};
    const sums = await eachOf(part.sums, errors, (sum) => this.#filled(sum));
    const groups = await eachOf(part.groups, errors, (grouping) => this.#filled(grouping));
    return { shape: { ...shape, part: { ...shape.part, filter, order, sums, groups } }, errors };
  }

  /** Reads what is above the keys of groups that roll up, once all filters are read. */
  async rollUps(shape: Shape, parents: readonly string[]): Promise<ReadableShape> {
    if (!isList(shape) || !Object.values(shape.part.groups).some(rollsUp)) return { shape, errors: {} };
    const errors: Record<string, Error> = {};
    const groups = await eachOf(shape.part.groups, errors, (grouping) => this.#rolledUp(shape, grouping, parents));
    return { shape: { ...shape, part: { ...shape.part, groups } }, errors };
  }

  /** A part of a query with its filters by hierarchies read. */
  async #filled<T>(part: T): Promise<T> {
    const open = byHierarchyIn(part);
    if (open.length === 0) return part;
    const found = new Map<ByHierarchy, Filter>();
    for (const filter of open) {
      const ids = filter.kind === 'within' ? await this.#below(filter) : await this.#around(filter);
      found.set(filter, { kind: 'among', ids });
    }
    return replaceByHierarchy(part, (filter) => found.get(filter) ?? filter);
  }

  /** The entities that pass a filter, and all that they are a part of, or all parts of them. */
  async #around({
    kind,
    type,
    filter,
    path,
    isNegated,
  }: Exclude<ByHierarchy, { kind: 'within' }>): Promise<readonly string[]> {
    const timeTravel = this.#timeTravelOf(isNegated);
    const known = await withCitedDocuments(this.#unit, this.#ontology, await this.#filled(filter), timeTravel);
    const ids = await readIds(this.#unit, this.#ontology, type, known, MOST_KEYS + 1, timeTravel);
    if (ids.length > MOST_KEYS) {
      throw badInput(`"${path}" expects at most ${MOST_KEYS} entities that meet it; got more. Narrow it.`);
    }
    return [...(await this.#of(type, isNegated).from(ids, kind === 'selfOrBelow' ? 'UP' : 'DOWN')).keys()];
  }

  async #below({ ids, path, isNegated }: Extract<ByHierarchy, { kind: 'within' }>): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [type, own] of this.#byType(ids)) {
      const below = await this.#of(type, isNegated).from(own, 'DOWN');
      const missing = own.find((id) => !below.has(id));
      if (missing !== undefined) {
        throw badInput(
          `"${path}" expects the id of an entity in this graph; got ${quoted(missing)}, which is not in it. Take ids from earlier answers, or find them with search.`,
        );
      }
      for (const id of below.keys()) found.push(id);
    }
    return found;
  }

  /** Groups whose keys know the entities above them. */
  async #rolledUp(shape: ListShape, grouping: Grouping, parents: readonly string[]): Promise<Grouping> {
    const keys: GroupKey[] = [];
    for (const key of grouping.keys) {
      if (!key.rollUp) keys.push(key);
      else
        keys.push({ ...key, rollUp: { above: await this.#above(await this.#keysOf(shape, grouping, key, parents)) } });
    }
    return { ...grouping, keys };
  }

  /** The ids of the entities that the rows of a list are related to. */
  async #keysOf(shape: ListShape, grouping: Grouping, { through, value }: GroupKey, parents: readonly string[]) {
    const keys: Grouping = {
      keys: [{ through, value }],
      only: grouping.only,
      order: 'KEY',
      descending: false,
      skip: 0,
      limit: MOST_KEYS + 1,
      sums: {},
      counts: {},
    };
    const part = { ...shape.part, page: null, total: false, sums: {}, groups: { keys } };
    const query = { ...shape, part };
    const rows = await this.#unit.run(compile(this.#ontology, [{ shape: query, parents }], this.#timeTravel));
    const read = rowDecoder(query);
    const ids = new Set<string>();
    for (const { answer } of rows) {
      for (const { key } of decode.rows(read(answer).keys)) if (typeof key === 'string') ids.add(key);
    }
    if (ids.size > MOST_KEYS) throw tooMany(`more than ${MOST_KEYS} keys`);
    return [...ids];
  }

  /** Each entity and those that it is a part of, directly or not. */
  async #above(ids: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
    const above: Record<string, readonly string[]> = {};
    let pairs = 0;
    for (const [type, own] of this.#byType(ids)) {
      const edges: Edges = await this.#of(type).from(own, 'UP');
      for (const id of own) {
        const found = new Set([id]);
        for (const one of found) for (const next of edges.get(one) ?? []) found.add(next);
        pairs += found.size;
        if (pairs > MOST_PAIRS) throw tooMany(`more than ${MOST_PAIRS} pairs of a key and an entity above it`);
        // What is above nothing needs no entry.
        if (found.size > 1) above[id] = [...found];
      }
    }
    return above;
  }

  #byType(ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
    return grouped(ids, (id) => this.#ontology.typeOfId(id)?.name ?? '');
  }

  #timeTravelOf(isNegated = false): TimeTravel {
    return isNegated ? negated(this.#timeTravel) : this.#timeTravel;
  }

  #of(type: string, isNegated = false): Hierarchy {
    const timeTravel = this.#timeTravelOf(isNegated);
    const key = `${type} ${timeTravel.certainty}`;
    const hierarchy = this.#hierarchies.get(key) ?? new Hierarchy(this.#unit, this.#ontology, timeTravel, type);
    this.#hierarchies.set(key, hierarchy);
    return hierarchy;
  }
}

/** Reads each part by alias; parts with wrong arguments are left out, and their errors are kept. */
async function eachOf<T>(
  parts: Readonly<Record<string, T>>,
  errors: Record<string, Error>,
  read: (part: T) => Promise<T>,
): Promise<Readonly<Record<string, T>>> {
  const known: [string, T][] = [];
  for (const [alias, part] of Object.entries(parts)) {
    try {
      known.push([alias, await read(part)]);
    } catch (error) {
      if (!isBadInput(error)) throw error;
      errors[alias] = error;
    }
  }
  return Object.fromEntries(known);
}

const tooMany = (got: string) =>
  badInput(
    `"rollUp" expects at most ${MOST_KEYS} keys and ${MOST_PAIRS} pairs; got ${got}. Narrow the list with where.`,
  );
