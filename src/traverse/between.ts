import { composeColumns, composeFar, composeKnownIds, composeStatements } from '../graph/cypher/between.ts';
import { CypherBuilder } from '../graph/cypher/cypher-builder.ts';
import { typeOfRelationship } from '../graph/encoding/names.ts';
import { columns } from '../graph/encoding/values.ts';
import type { Row, UnitOfWork, Value } from '../graph/port/graph.ts';
import { NOW, type TimeTravel } from '../graph/query/query.ts';
import { chunks } from '../lists.ts';
import type { BetweenModel } from '../ontology/between.ts';
import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';
import type { Work } from '../work.ts';
import { type AskedSide, type Side, SideReader } from './between-sides.ts';
import { dateOf, type Moment, Standing } from './between-ways.ts';
import { compare } from './hub.ts';

/**
 * What two sides have to do with each other: the agreements, events and projects that members of both take part in. The
 * database returns who takes part in what; the offices and bodies are followed here, as a minister counts for a ministry
 * only at the date of what they took part in.
 */

/** The most pairs of a member and what it takes part in that are read for a side. */
export const PAIRS = 200_000;
/** The most entities of a type that both sides take part in. */
export const MATTERS = 20_000;

/** The most pairs of people, and the most statements of what things are about. */
export const COUNTERPARTS = 50_000;
export const STATEMENTS = 200_000;

/** Who of a side takes part in something. */
export type Participants = ReadonlyMap<string, readonly string[]>;

/** Why an answer is not the whole one. */
export interface Cut {
  readonly of: 'a' | 'b' | 'both';
  readonly what: 'members' | 'pairs' | 'matters';
  readonly limit: number;
}

/** What two sides have to do with each other. */
export interface Between {
  readonly a: Side;
  readonly b: Side;
  /** The ids of what both take part in, by entity type, in order. */
  readonly matters: ReadonlyMap<string, readonly string[]>;
  /** For each of these, the members of each side that take part. */
  readonly participants: Readonly<Record<'a' | 'b', Participants>>;
  /** The date of something that both take part in. */
  dateOf(id: string): Moment;
  readonly cuts: readonly Cut[];
}

/** Those ids that the graph does not have, whatever the time. */
export async function unknownIds(unit: UnitOfWork, ontology: Ontology, ids: readonly string[]): Promise<string[]> {
  const rows = await unit.run(composeKnownIds(new CypherBuilder(ontology, NOW), ids));
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

/** The columns that hold the dates of entities of any type. */
export const dateColumns = (ontology: Ontology) => [
  ...new Set(ontology.beginnings(ANY).flatMap((field) => columns(field, 'period'))),
];

/** The dates of entities. */
export async function readMoments(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Moment>> {
  const names = dateColumns(ontology);
  const moments = new Map<string, Moment>();
  for (const part of chunks(ids)) {
    for (const row of await unit.run(composeColumns(new CypherBuilder(ontology, timeTravel), part, names))) {
      const values = row.found as readonly Value[];
      const stored: Row = Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
      const id = String(row.id);
      if (unit.work.step(10)) await unit.work.pause();
      moments.set(id, dateOf(ontology, ontology.typeOfId(id)?.name ?? '', stored));
    }
  }
  return moments;
}

/** Reads what two sides have to do with each other. */
export async function readBetween(
  unit: UnitOfWork,
  ontology: Ontology,
  model: BetweenModel,
  timeTravel: TimeTravel,
  asked: Readonly<Record<'a' | 'b', AskedSide>>,
): Promise<Between> {
  const cuts: Cut[] = [];
  const sides = new SideReader(unit, ontology, model, timeTravel);
  const a = await sides.read(asked.a, asked.b.ids);
  const b = await sides.read(asked.b, asked.a.ids);
  const read = async (of: 'a' | 'b', side: Side) => {
    const { pairs, truncated } = await readPairs(unit, ontology, model, timeTravel, side);
    if (side.truncated) cuts.push({ of, what: 'members', limit: side.members.size });
    if (truncated) cuts.push({ of, what: 'pairs', limit: PAIRS });
    return pairs;
  };
  const [ofA, ofB] = [await read('a', a), await read('b', b)];
  const shared = [...ofA.keys()].filter((id) => ofB.has(id)).sort(compare);
  const onlyCertain = timeTravel.certainty === 'CERTAIN';
  const dated = (side: Side, pairs: Participants) =>
    shared.filter((id) => pairs.get(id)?.some((member) => !side.members.get(member)?.isRoot));
  const toDate = [...new Set([...dated(a, ofA), ...dated(b, ofB)])];
  const moments = await readMoments(unit, ontology, timeTravel, toDate);
  const moment = (id: string): Moment => moments.get(id) ?? UNDATED;
  const participants = { a: new Map<string, readonly string[]>(), b: new Map<string, readonly string[]>() };
  const matters = new Map<string, string[]>(model.matters.map((type) => [type, []]));
  const standing = { a: new Standing(a, onlyCertain, unit.work), b: new Standing(b, onlyCertain, unit.work) };
  for (const id of shared) {
    const counted = async (side: 'a' | 'b', pairs: Participants) => {
      const members: string[] = [];
      for (const member of pairs.get(id) ?? [])
        if (await standing[side].holds(member, moment(id))) members.push(member);
      return members;
    };
    const [one, other] = [await counted('a', ofA), await counted('b', ofB)];
    const list = matters.get(ontology.typeOfId(id)?.name ?? '');
    if (one.length === 0 || other.length === 0 || !list) continue;
    if (list.length === MATTERS) {
      if (!cuts.some(({ what }) => what === 'matters')) cuts.push({ of: 'both', what: 'matters', limit: MATTERS });
      continue;
    }
    list.push(id);
    participants.a.set(id, one);
    participants.b.set(id, other);
  }
  return { a, b, matters, participants, dateOf: moment, cuts };
}

const UNDATED: Moment = { period: null, start: null, end: null, startBy: null, isFirm: false };

/** Who of a side takes part in what. */
async function readPairs(
  unit: UnitOfWork,
  ontology: Ontology,
  { takesPart }: BetweenModel,
  timeTravel: TimeTravel,
  { members }: Side,
): Promise<{ pairs: Participants; truncated: boolean }> {
  const pairs = new Map<string, string[]>();
  let count = 0;
  for (const part of chunks([...members.keys()])) {
    for (const { id, far } of await unit.run(composeFar(new CypherBuilder(ontology, timeTravel), takesPart, part))) {
      for (const matter of far as readonly string[]) {
        count += 1;
        if (unit.work.step()) await unit.work.pause();
        if (count > PAIRS) return { pairs, truncated: true };
        const list = pairs.get(matter);
        if (list) list.push(String(id));
        else pairs.set(matter, [String(id)]);
      }
    }
  }
  for (const list of pairs.values()) list.sort(compare);
  return { pairs, truncated: false };
}

/** A statement that something is about a topic. */
export interface About {
  readonly matter: string;
  readonly topic: string;
  readonly type: string;
  readonly period: Period | null;
}

/** What the things between two sides are about; null if that is more than STATEMENTS. */
export async function readTopics(
  unit: UnitOfWork,
  ontology: Ontology,
  { isAbout }: BetweenModel,
  timeTravel: TimeTravel,
  matters: readonly string[],
): Promise<readonly About[] | null> {
  // Several relations of one type may join the same two entities, some of them as they were before.
  const found = new Map<string, Omit<About, 'period'>>();
  let read = 0;
  for (const part of chunks(matters)) {
    const cypher = new CypherBuilder(ontology, timeTravel);
    const rows = await unit.run(composeStatements(cypher, isAbout, part, STATEMENTS + 1 - read));
    read += rows.length;
    if (read > STATEMENTS) return null;
    for (const row of rows) {
      const type = typeOfRelationship(String(row.type));
      const about = { matter: String(row.id), topic: String(row.far), type };
      found.set(Object.values(about).join(' '), about);
      if (unit.work.step(10)) await unit.work.pause();
    }
  }
  const all = [...found.values()];
  const moments = await readMoments(unit, ontology, timeTravel, [...new Set(all.map(({ matter }) => matter))]);
  return all.map((about) => ({ ...about, period: moments.get(about.matter)?.period ?? null }));
}

/** Two people, one of each side, who took part in the same things. */
export interface Counterparts {
  readonly a: string;
  readonly b: string;
  readonly matters: readonly string[];
}

/** The people of both sides who took part in the same things, those with most in common first; null if too many did. */
export async function counterpartsOf(
  ontology: Ontology,
  model: BetweenModel,
  between: Between,
  work: Work,
): Promise<readonly Counterparts[] | null> {
  const isPerson = (id: string) => model.people.includes(ontology.typeOfId(id)?.name ?? '');
  const pairs = new Map<string, { a: string; b: string; matters: string[] }>();
  for (const id of [...between.matters.values()].flat()) {
    const people = (of: 'a' | 'b') => (between.participants[of].get(id) ?? []).filter(isPerson);
    const others = people('b');
    for (const a of others.length > 0 ? people('a') : []) {
      for (const b of others) {
        if (work.step()) await work.pause();
        if (a === b) continue;
        const key = `${a} ${b}`;
        const pair = pairs.get(key) ?? { a, b, matters: [] };
        if (pairs.size > COUNTERPARTS) return null;
        pair.matters.push(id);
        pairs.set(key, pair);
      }
    }
  }
  const all = [...pairs.values()];
  return all.sort((x, y) => y.matters.length - x.matters.length || compare(x.a, y.a) || compare(x.b, y.b));
}
