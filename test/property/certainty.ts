import type { EntityFact, Facts, RelationFact, Source } from '../../src/ontology/facts.ts';
import type { Ontology } from '../../src/ontology/ontology.ts';
import { daysOf } from './values.ts';

/**
 * What is certain, from the facts alone: something is certain on a day if it holds on that day in every course of events
 * that its dates and its sources allow. All courses that matter are tried, as beginnings and ends on the days named.
 */

const FIRST = '0000-01-01';
/** After every day: what may not have begun yet on any of them. */
const LAST = 'never';
/** The last day, which stands for an open end. */
const OPEN = '9999-12-31';

/** When a source speaks: on some day between these; null if nothing is known. */
interface Said {
  readonly first: string | null;
  readonly last: string | null;
  readonly isOwn: boolean;
}

/** How a part of a period is stated, and between which days. */
interface End {
  readonly how: 'none' | 'about' | 'firm';
  readonly first: string;
  readonly last: string;
}

const howStated = (text: string) =>
  text === '' || text === '..' ? 'none' : ['?', '~', '%'].some((mark) => text.includes(mark)) ? 'about' : 'firm';

function endsOf(edtf: string | null): readonly [begin: End, end: End] {
  const none: End = { how: 'none', first: FIRST, last: LAST };
  if (edtf === null) return [none, none];
  const [from = '', to = from] = edtf.split('/');
  const { s0, s1, e0, e1 } = daysOf(edtf);
  return [
    { how: howStated(from), first: s0, last: s1 },
    { how: howStated(to), first: e0, last: e1 },
  ];
}

function saidOn(edtf: string, isOwn: boolean): Said {
  const [begin, end] = endsOf(edtf);
  const known = (day: string) => (day === FIRST || day === OPEN ? null : day);
  return {
    first: begin.how === 'firm' ? known(begin.first) : null,
    last: end.how === 'firm' ? known(end.last) : null,
    isOwn,
  };
}

/** Whether something holds on a day in all courses of events. */
function isCertainOn(day: string, isState: boolean, period: string | null, said: readonly Said[]): boolean {
  const [begin, end] = endsOf(period);
  const within = { from: begin.how === 'firm' ? begin.first : FIRST, to: end.how === 'firm' ? end.last : LAST };
  const heard = said.filter((s) => (s.last ?? LAST) >= within.from && (s.first ?? FIRST) <= within.to);
  const saysBegun = heard.filter(
    ({ first, isOwn }) =>
      isOwn || begin.how === 'none' || (begin.how === 'about' && first !== null && first >= begin.last),
  );
  const saysOn = heard.filter(
    ({ last, isOwn }) => isOwn || end.how === 'none' || (end.how === 'about' && last !== null && last <= end.first),
  );
  const isPossible = (b: string, e: string) =>
    b <= e &&
    (begin.how !== 'firm' || (begin.first <= b && b <= begin.last)) &&
    (end.how !== 'firm' || (end.first <= e && e <= end.last)) &&
    saysBegun.every(({ last }) => b <= (last ?? LAST)) &&
    saysOn.every(({ first }) => e >= (first ?? FIRST));
  const named = [begin, end].flatMap(({ first, last }) => [first, last]);
  const days = [FIRST, LAST, ...named, ...said.flatMap(({ first, last }) => [first ?? FIRST, last ?? LAST])];
  const pairs = days.flatMap((b) => days.map((e) => [b, e] as const));
  return pairs.every(([b, e]) => !isPossible(b, e) || (b <= day && (!isState || e >= day)));
}

/** The first day on which something that happened on a date has certainly happened; null if the date leaves it open. */
function happenedBy(period: string | null, said: readonly Said[]): string | null {
  const ends = [...endsOf(period), ...said];
  const days = ends.flatMap(({ first, last }) => [first ?? LAST, last ?? LAST]);
  const some = days.filter((day) => day !== LAST && day !== OPEN).sort();
  return some.find((day) => isCertainOn(day, false, period, said)) ?? null;
}

/** Evaluates what is certain over all facts. */
export class Certainty {
  readonly #ontology: Ontology;
  readonly #byId: ReadonlyMap<string, EntityFact>;
  /** The documents that announce entities, as `id document`. */
  readonly #announced: ReadonlySet<string>;
  /** The days by which dated relations presuppose that entities existed, by the id of the entity. */
  readonly #presupposed = new Map<string, readonly Said[]>();

  constructor(facts: Facts, ontology: Ontology) {
    this.#ontology = ontology;
    this.#byId = new Map(facts.entities.map((entity) => [entity.id, entity]));
    this.#announced = new Set(
      facts.relations
        .filter(({ type, rank }) => ontology.relation(type)?.boundsBeginning && rank !== 'DEPRECATED')
        .flatMap(({ to, sources }) => sources.map(({ document }) => `${to} ${document}`)),
    );
    for (const relation of facts.relations.filter(({ rank }) => rank !== 'DEPRECATED')) {
      const passages = relation.sources.filter(({ at }) => at !== undefined).flatMap(this.#said);
      const last = happenedBy(this.#dateOf(relation), passages);
      for (const end of last === null ? [] : (ontology.relation(relation.type)?.presupposes ?? [])) {
        const before = this.#presupposed.get(relation[end]) ?? [];
        this.#presupposed.set(relation[end], [...before, { first: null, last, isOwn: true }]);
      }
    }
  }

  /** The first of an entity's `begins` fields that has a value. */
  #begun(id: string): string | null {
    const entity = this.#byId.get(id);
    if (!entity) return null;
    for (const field of this.#ontology.entity(entity.type)?.begins ?? []) {
      const value = entity.claims[field]?.[0]?.value as { edtf: string } | undefined;
      if (value) return value.edtf;
    }
    return null;
  }

  #said = ({ document, at }: Source): Said[] => {
    const published = at ?? this.#begun(document);
    return published === null ? [] : [saidOn(published, at !== undefined)];
  };

  ofEntity(entity: EntityFact, day: string): boolean {
    const cited = Object.values(entity.claims).flatMap((claims) => claims.flatMap(({ sources }) => sources));
    const planned = Object.entries(entity.claims).flatMap(([name, claims]) => {
      const field = this.#ontology.entity(entity.type)?.fields[name];
      const plans = field?.kind === 'enum' ? (field.plans ?? []) : [];
      return claims.filter(({ value }) => plans.some((plan) => plan === value)).flatMap(({ sources }) => sources);
    });
    const isPlan = ({ document }: Source) =>
      this.#announced.has(`${entity.id} ${document}`) || planned.some((source) => source.document === document);
    const attesting = [...entity.sources, ...cited].filter((source) => source.at !== undefined || !isPlan(source));
    const said = [...attesting.flatMap(this.#said), ...(this.#presupposed.get(entity.id) ?? [])];
    return isCertainOn(day, false, this.#begun(entity.id), said);
  }

  /** The date of a relation: its own, or that of the end that dates it. */
  #dateOf({ type, from, to, values }: RelationFact): string | null {
    const { period } = values as { period?: { edtf: string } };
    const end = this.#ontology.relation(type)?.occursWith;
    return period?.edtf ?? (end ? this.#begun({ from, to }[end]) : null);
  }

  ofRelation(relation: RelationFact, day: string): boolean {
    const declared = this.#ontology.relation(relation.type);
    if (relation.rank === 'DEPRECATED') return false;
    const isState = declared?.lasting === 'state' && !declared.isTimeless;
    return isCertainOn(day, isState, this.#dateOf(relation), relation.sources.flatMap(this.#said));
  }

  /** Whether a relation held and both its ends existed. */
  ofRow(relation: RelationFact, day: string): boolean {
    const ends = [relation.from, relation.to].map((id) => this.#byId.get(id));
    return this.ofRelation(relation, day) && ends.every((end) => end !== undefined && this.ofEntity(end, day));
  }
}
