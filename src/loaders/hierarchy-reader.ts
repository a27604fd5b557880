import { badInput, isBadInput, quoted } from '../errors.ts';
import type { GroupMembers } from '../graph/cypher/group-members.ts';
import type { ListResult } from '../graph/cypher/row-decoder.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import {
  type ByHierarchy,
  byHierarchyIn,
  markNegations,
  partsOf,
  replaceByHierarchy,
  rollsUp,
} from '../graph/query/hierarchies.ts';
import { type Filter, negated, type Shape, type TimeTravel } from '../graph/query/query.ts';
import { Hierarchy } from '../graph/storage/hierarchy.ts';
import type { WholeHierarchies } from '../graph/storage/hierarchy-cache.ts';
import { grouped } from '../lists.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { withCitedDocuments } from './cited-documents.ts';
import { readIds } from './read-ids.ts';
import { rolledKeys, rollUp } from './roll-up.ts';

/** The most entities whose surroundings are read for one filter. */
const MOST_FOUND = 250_000;

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
  readonly #whole: WholeHierarchies;
  readonly #hierarchies = new Map<string, Hierarchy>();

  constructor(unit: UnitOfWork, ontology: Ontology, timeTravel: TimeTravel, whole: WholeHierarchies) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#timeTravel = timeTravel;
    this.#whole = whole;
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

  /** The results of a list, from each of its parents, with the groups that roll up from their members. */
  async rolledUp(shape: Shape, results: readonly ListResult[]): Promise<readonly ListResult[]> {
    if (!isList(shape)) return results;
    let rolled = results;
    for (const [alias, grouping] of Object.entries(shape.part.groups)) {
      if (!rollsUp(grouping)) continue;
      const members = results.map((result) => result[alias] as GroupMembers);
      const above = await this.#above(rolledKeys(grouping, members)).catch(wrongInput);
      const groups: unknown[] = [];
      for (const one of members) {
        groups.push(
          above instanceof Error ? above : await rollUp(grouping, one, above, this.#unit.work).catch(wrongInput),
        );
      }
      rolled = rolled.map((result, i) => ({ ...result, [alias]: groups[i] }));
    }
    return rolled;
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
    const ids = await readIds(this.#unit, this.#ontology, type, known, MOST_FOUND + 1, timeTravel);
    if (ids.length > MOST_FOUND) {
      throw badInput(`"${path}" expects at most ${MOST_FOUND} entities that meet it; got more. Narrow it.`);
    }
    return this.#of(type, isNegated).reach(ids, kind === 'selfOrBelow' ? 'UP' : 'DOWN');
  }

  async #below({ ids, path, isNegated }: Extract<ByHierarchy, { kind: 'within' }>): Promise<readonly string[]> {
    const found: (readonly string[])[] = [];
    for (const [type, own] of this.#byType(ids)) {
      const below = await this.#of(type, isNegated).reach(own, 'DOWN');
      const known = new Set(below);
      const missing = own.find((id) => !known.has(id));
      if (missing !== undefined) {
        throw badInput(
          `"${path}" expects the id of an entity in this graph; got ${quoted(missing)}, which is not in it. Take ids from earlier answers, or find them with search.`,
        );
      }
      found.push(below);
    }
    return found.flat();
  }

  /** Each entity and those that it is a part of, directly or not. */
  async #above(ids: readonly string[]): Promise<(id: string) => readonly string[]> {
    const above = new Map<string, (id: string) => readonly string[]>();
    for (const [type, own] of this.#byType(ids)) above.set(type, await this.#of(type).eachReach(own, 'UP'));
    return (id) => above.get(this.#ontology.typeOfId(id)?.name ?? '')?.(id) ?? [id];
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
    const hierarchy =
      this.#hierarchies.get(key) ?? new Hierarchy(this.#unit, this.#ontology, timeTravel, type, this.#whole);
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

/** Wrong arguments of groups are what they answer, and nothing else fails. */
function wrongInput(error: unknown): Error {
  if (isBadInput(error)) return error;
  throw error;
}
