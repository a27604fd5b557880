import fc from 'fast-check';
import { expect } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import type { EntityFact, Facts, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import type { serverOver } from '../support/served.ts';
import { Certainty } from './certainty.ts';
import { World } from './evaluate.ts';
import { factsOf, one } from './facts.ts';
import { COUNTRIES, DATES } from './pools.ts';
import { added, compare, daysOf } from './values.ts';
import { checkWorlds } from './worlds.ts';

/** `between` by the specification, evaluated over all relations. Names of types stand here, not in declarations. */

const ontology = createOntology();

const LISTS = { Agreement: 'agreements', Event: 'events', Project: 'projects' } as const;
const TAKES_PART = ['ATTENDED', 'SIGNED', 'ORGANISED', 'PARTICIPATED', 'PARTY_TO', 'PARTICIPATES_IN', 'FUNDS'];
const STANDS_FOR = ['HOLDS_OFFICE', 'SUBUNIT_OF'];
const IS_ABOUT = ['DISCUSSED', 'COVERS', 'PRIORITISES', 'IN_AREA'];

interface Question {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly date: string | null;
  /** Only what is certain; it takes a date. */
  readonly isSure: boolean;
}

type SideName = 'a' | 'b';

/** All relations and members, step by step. */
class Between {
  readonly #facts: Facts;
  readonly #world: World;
  readonly #certainty: Certainty;
  readonly #asked: Question;
  readonly #day: string | null;

  constructor(facts: Facts, asked: Question) {
    this.#facts = facts;
    this.#world = new World(facts, ontology, asked.date, asked.isSure);
    this.#certainty = new Certainty(facts, ontology);
    this.#asked = asked;
    this.#day = asked.date === null ? null : daysOf(asked.date).e1;
  }

  #entity = (id: string) => this.#facts.entities.find((entity) => entity.id === id) as EntityFact;
  #country = (id: string): string | null => this.#world.value(this.#entity(id), 'country');
  #ids = (side: SideName) => this.#asked[side].filter((id) => !id.startsWith('country:'));
  #countries = (side: SideName) =>
    this.#asked[side].filter((id) => id.startsWith('country:')).map((id) => id.slice('country:'.length));

  /** Offices and parts of bodies that had begun by the day. */
  get #links(): RelationFact[] {
    const begun = ({ values }: RelationFact) => {
      const { period } = values as { period?: { edtf: string } };
      return !period || this.#day === null || daysOf(period.edtf).s0 <= this.#day;
    };
    return this.#facts.relations.filter(
      (relation) => STANDS_FOR.includes(relation.type) && relation.rank !== 'DEPRECATED' && begun(relation),
    );
  }

  /** Everything that is a part of some entities or acts for them, with them. `fits` says which parts count. */
  #below(roots: readonly string[], other: SideName, fits: (part: string) => boolean): Set<string> {
    const excluded = this.#ids(other);
    const members = new Set(roots.filter((id) => !excluded.includes(id)));
    for (let size = -1; size < members.size; ) {
      size = members.size;
      for (const { from, to } of this.#links) {
        if (members.has(to) && !excluded.includes(from) && fits(from)) members.add(from);
      }
    }
    return members;
  }

  /** The days between which something lies, at whose date somebody must stand for a side. */
  #moment(id: string): { from: string; until: string; begins: readonly [string, string] | null } {
    const { type } = this.#entity(id);
    const begins = ontology.entity(type)?.begins ?? [];
    const field = begins.find((name) => this.#world.value(this.#entity(id), name) !== null);
    if (field === undefined) return { from: '', until: '9999-12-31', begins: null };
    const { edtf } = this.#world.value(this.#entity(id), field);
    const { s0, s1, e1 } = daysOf(edtf);
    const isSure = !/[?~%]/.test(edtf.split('/')[0]);
    // A treaty in force was signed before.
    if (field === 'period' && begins.length > 1) return { from: '', until: s1, begins: null };
    return { from: s0, until: e1, begins: s0 === '0000-01-01' || !isSure ? null : [s0, s1] };
  }

  /** Whether a member stood for its side at the date of something; `isSure`: certainly. */
  #stood(side: SideName, member: string, matter: string, isSure: boolean): boolean {
    const other = side === 'a' ? 'b' : 'a';
    const countries = this.#countries(side);
    const named = this.#below(
      this.#ids(side).filter((id) => this.#world.entity(id) !== undefined),
      other,
      () => true,
    );
    const isOfCountry = (id: string) => {
      const country = this.#country(id);
      return country === null || countries.includes(country);
    };
    const roots = this.#facts.entities
      .filter(
        ({ id, type }) => ['Minister', 'Institution'].includes(type) && countries.includes(this.#country(id) ?? ''),
      )
      .map(({ id }) => id)
      .filter((id) => !this.#ids(other).includes(id));
    const excluded = this.#ids(other);
    const { from, until, begins } = this.#moment(matter);
    const isThere = (id: string) => this.#world.entity(id) !== undefined;
    const reached = new Set<string>([
      ...this.#ids(side).filter((id) => !excluded.includes(id) && isThere(id)),
      ...roots.filter((id) => !named.has(id) && isThere(id)),
    ]);
    for (let size = -1; size < reached.size; ) {
      size = reached.size;
      for (const link of this.#links) {
        if (!reached.has(link.to) || excluded.includes(link.from)) continue;
        if (!named.has(link.to) && !isOfCountry(link.from)) continue;
        const { period } = link.values as { period?: { edtf: string } };
        const days = period ? daysOf(period.edtf) : null;
        if (days && (days.s0 > until || days.e1 < from)) continue;
        if (isSure && !begins?.every((day) => this.#certainty.ofRelation(link, day))) continue;
        reached.add(link.from);
      }
    }
    return reached.has(member);
  }

  /** What certainly is between the sides on the day. */
  get #sure(): Between {
    return this.#day === null || this.#asked.isSure ? this : new Between(this.#facts, { ...this.#asked, isSure: true });
  }

  /** What both sides take part in, with their members that do. */
  matters() {
    const taking = this.#world.relations().filter(({ type }) => TAKES_PART.includes(type));
    const members = (side: SideName, matter: string) =>
      [...new Set(taking.filter(({ to }) => to === matter).map(({ from }) => from))]
        .filter((member) => this.#stood(side, member, matter, this.#asked.isSure))
        .sort(compare);
    const matters = [...new Set(taking.map(({ to }) => to))].sort(compare).map((id) => ({
      id,
      type: this.#entity(id).type as keyof typeof LISTS,
      a: members('a', id),
      b: members('b', id),
    }));
    return { taking, between: matters.filter(({ a, b }) => a.length > 0 && b.length > 0) };
  }

  /** What these are about. */
  about() {
    const { between } = this.matters();
    return this.#world
      .relations()
      .filter(({ type, from }) => IS_ABOUT.includes(type) && between.some(({ id }) => id === from));
  }

  answer() {
    const { taking, between } = this.matters();
    const sure = this.#sure.matters().between;
    const surely = (matter: string) => sure.find(({ id }) => id === matter);
    // Without a day, the dates of things and offices still tell.
    const isCertain = (side: SideName, matter: string, member: string) =>
      this.#day === null ? this.#stood(side, member, matter, true) : (surely(matter)?.[side].includes(member) ?? false);
    const ways = (side: SideName, matter: string, found: readonly string[]) =>
      found.map((member) => `${member} ${isCertain(side, matter, member)}`);
    const lists = Object.entries(LISTS).map(([type, list]) => {
      const rows = between.filter((matter) => matter.type === type);
      const certain = sure.filter((matter) => matter.type === type);
      const edges = rows.map(({ id, a, b }) => ({
        id,
        certain: surely(id) !== undefined,
        a: ways('a', id, a),
        b: ways('b', id, b),
      }));
      return [list, { certainCount: certain.length, edges }] as const;
    });
    const sum = (side: SideName) => {
      const amounts = between
        .filter(({ type }) => type === 'Project')
        .flatMap((matter) => taking.filter(({ from, to }) => to === matter.id && matter[side].includes(from)))
        .flatMap(({ values }) => (values as { amounts?: Parameters<typeof added>[0] }).amounts ?? []);
      return added(amounts);
    };
    const people = (ids: readonly string[]) => ids.filter((id) => id.startsWith('minister:'));
    const pairs = new Map<string, string[]>();
    for (const type of ['Agreement', 'Event', 'Project']) {
      for (const matter of between.filter((one) => one.type === type)) {
        for (const a of people(matter.a)) {
          for (const b of people(matter.b)) {
            if (a !== b) pairs.set(`${a} ${b}`, [...(pairs.get(`${a} ${b}`) ?? []), matter.id]);
          }
        }
      }
    }
    const about = this.about();
    const sureTopics = new Set(this.#sure.about().map(({ to }) => to));
    return {
      sureAreas: sureTopics.size,
      ...Object.fromEntries(lists),
      sums: { a: sum('a'), b: sum('b') },
      counterparts: [...pairs]
        .map(([pair, at]) => ({ pair, at }))
        .sort((x, y) => y.at.length - x.at.length || compare(x.pair, y.pair)),
      areas: [...new Set(about.map(({ to }) => to))].sort(compare).map((id) => ({
        id,
        certain: sureTopics.has(id),
        by: about
          .filter(({ to }) => to === id)
          .map(({ type, from }) => `${type} ${from}`)
          .filter((text, i, all) => all.indexOf(text) === i)
          .sort(compare),
      })),
    };
  }
}

const ways = '{ totalCount ways(first: 20) { certain member { id } relations { id } } }';
const list = (name: string, more = '') =>
  `${name}(first: 20, orderBy: [{ id: ASC }]) { totalCount certainCount ${more} edges { certain node { id } a ${ways} b ${ways} } }`;
const QUERY = `between(a: $a, b: $b) { omitted
  ${list('agreements')} ${list('events')}
  ${list('projects', 'sumBySide(of: AMOUNTS) { a { amount currency approximate } b { amount currency approximate } }')}
  counterparts(first: 100) { totalCount nodes { a { id } b { id } count at(first: 20) { id } } }
  areas(first: 20, orderBy: [{ id: ASC }]) { totalCount certainCount edges { certain node { id } mentions { type totalCount by(first: 20) { id } } } } }`;

/** Lists by whether their rows are certain, which takes a day. */
const byCertain = ['agreements', 'events', 'projects', 'areas']
  .map(
    (name) => `${name}Sure: ${name}(first: 20, where: { certain: true }, orderBy: [{ id: ASC }]) { nodes { id } }
      ${name}Unsure: ${name}(first: 20, where: { not: { certain: true } }, orderBy: [{ id: ASC }]) {
        totalCount certainCount nodes { id } groups(by: CERTAIN) { key count } }
      ${name}Grouped: ${name} { groups(by: CERTAIN, orderBy: { key: ASC }) { key count } }`,
  )
  .join('\n');

/** What is certain in filters and groups is what is certain in rows. */
function checkCertain(between: any): void {
  for (const name of ['agreements', 'events', 'projects', 'areas']) {
    const edges: { certain: boolean; node: { id: string } }[] = between[name].edges;
    const ids = (isSure: boolean) =>
      edges.filter(({ certain }) => certain === isSure).map(({ node }) => ({ id: node.id }));
    const [sure, unsure] = [ids(true), ids(false)];
    const group = (key: string, some: readonly unknown[]) => (some.length > 0 ? [{ key, count: some.length }] : []);
    expect(between[`${name}Sure`].nodes).toEqual(sure);
    expect(between[`${name}Unsure`]).toEqual({
      totalCount: unsure.length,
      certainCount: 0,
      nodes: unsure,
      groups: group('false', unsure),
    });
    expect(between[`${name}Grouped`].groups).toEqual([...group('false', unsure), ...group('true', sure)]);
  }
}

async function ask(server: ReturnType<typeof serverOver>, { date, isSure, ...sides }: Question) {
  const directive = date === null ? '' : `@asOf(date: "${date}", certainty: ${isSure ? 'CERTAIN' : 'POSSIBLE'})`;
  const isMixed = date !== null && !isSure;
  const { data, errors } = await server(
    `query ($a: [ID!]!, $b: [ID!]!) ${directive} { ${QUERY}
    ${isMixed ? `certain: between(a: $a, b: $b) { ${byCertain} }` : ''} }`,
    { ...sides },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { between } = data;
  if (isMixed) checkCertain({ ...between, ...data.certain });
  expect(between.omitted).toEqual([]);
  const members = ({ totalCount, ways }: any) => {
    expect(ways.length).toBe(totalCount);
    expect(ways.every(({ relations }: any) => relations.length > 0)).toBe(true);
    return ways.map(({ certain, member }: any) => `${member.id} ${certain}`).sort(compare);
  };
  const rows = (name: string) => {
    expect(between[name].totalCount).toBe(between[name].edges.length);
    const { certainCount, edges } = between[name];
    const rowOf = ({ node, certain, a, b }: any) => ({ id: node.id, certain, a: members(a), b: members(b) });
    return { certainCount, edges: edges.map(rowOf) };
  };
  return {
    agreements: rows('agreements'),
    events: rows('events'),
    projects: rows('projects'),
    sums: between.projects.sumBySide,
    counterparts: between.counterparts.nodes.map(({ a, b, at }: any) => ({
      pair: `${a.id} ${b.id}`,
      at: at.map(({ id }: any) => id),
    })),
    sureAreas: between.areas.certainCount,
    areas: between.areas.edges.map(({ node, certain, mentions }: any) => ({
      id: node.id,
      certain,
      by: mentions.flatMap(({ type, by }: any) => by.map(({ id }: any) => `${type} ${id}`)).sort(compare),
    })),
  };
}

const isDay = (date: string | null) => date !== null && daysOf(date).e1 !== '9999-12-31';

function questionOf(facts: Facts): fc.Arbitrary<Question> {
  const ids = facts.entities.filter(({ type }) => ['Minister', 'Institution'].includes(type)).map(({ id }) => id);
  const side = fc.uniqueArray(one([...ids, ...ids, ...COUNTRIES.map((code) => `country:${code}`)]), {
    minLength: 1,
    maxLength: 3,
  });
  return (
    fc
      .record({ a: side, b: side, date: fc.option(one(DATES), { nil: null, freq: 2 }), isSure: fc.boolean() })
      .filter(({ a, b }) => !a.some((id) => b.includes(id)))
      // At the end of all days everything has begun, whatever is known of it.
      .map((question) => ({ ...question, isSure: question.isSure && isDay(question.date) }))
  );
}

/** Random facts, with what random sides in each set of them have to do with each other. */
export function checkBetween(
  engine: string,
  open: () => Graph | Promise<Graph>,
  sets: number,
  questions: number,
): void {
  checkWorlds(
    `what is between two sides matches the evaluator: ${engine}, facts $i`,
    { open, sets, questions },
    {
      facts: factsOf(ontology),
      seed: 20261130,
      title: 'random sides',
      questionOf,
      async check(server, facts, question) {
        expect(await ask(server, question)).toEqual(new Between(facts, question).answer());
      },
    },
  );
}
