import type { EntityFact, Facts, Money, RelationFact } from '../../src/ontology/facts.ts';
import { ANY, type Ontology, type RelationField } from '../../src/ontology/ontology.ts';
import { Certainty } from './certainty.ts';
import {
  added,
  compare,
  daysOf,
  fold,
  type Given,
  meets,
  meetsCountry,
  meetsMoney,
  meetsName,
  meetsPeriod,
  meetsPlace,
  meetsText,
  orderedDay,
  shownName,
} from './values.ts';

/** A row of a list: an entity, and the relation that leads to it unless it is a root list. */
export interface Row {
  readonly entity: EntityFact;
  readonly relation: RelationFact | null;
}

/** Keys of groups keep their type, so that numbers are ordered as numbers. */
export type Key = string | number | null;

export interface Group {
  readonly key: Key;
  readonly rows: readonly Row[];
}

/** Evaluates lists by the specification, over all facts. `date` is the day of the query, and `isSure` asks for what is certain. */
export class World {
  readonly #facts: Facts;
  readonly #ontology: Ontology;
  readonly #date: string | null;
  readonly #isSure: boolean;
  readonly #certainty: Certainty;
  readonly #byId: ReadonlyMap<string, EntityFact>;
  /** What a negation of what must be certain is about: what is possible, and the other way round. */
  #negated: World | null = null;

  /** The facts, with the relations that writing derives from sources. */
  constructor(facts: Facts, ontology: Ontology, date: string | null = null, isSure = false) {
    this.#facts = facts;
    this.#ontology = ontology;
    this.#date = date === null ? null : daysOf(date).e1;
    this.#isSure = isSure;
    this.#certainty = new Certainty(facts, ontology);
    this.#byId = new Map(facts.entities.map((entity) => [entity.id, entity]));
  }

  /** The same facts, asked for what is certain; without a day, everything is. */
  get sure(): World {
    return this.#date === null || this.#isSure ? this : new World(this.#facts, this.#ontology, this.#date, true);
  }

  get negated(): World {
    if (this.#negated) return this.#negated;
    if (!this.#isSure || this.#date === null) return this;
    this.#negated = new World(this.#facts, this.#ontology, this.#date, false);
    this.#negated.#negated = this;
    return this.#negated;
  }

  value = (entity: EntityFact, field: string): any => entity.claims[field]?.[0]?.value ?? null;

  #kind = (entity: EntityFact, field: string) => this.#ontology.entity(entity.type)?.fields[field]?.kind ?? 'text';

  #propertyKind = (relation: RelationFact, name: string) =>
    this.#ontology.relation(relation.type)?.properties[name]?.kind ?? 'text';

  isThere(entity: EntityFact): boolean {
    if (this.#date === null) return true;
    if (this.#isSure && !this.#certainty.ofEntity(entity, this.#date)) return false;
    return this.#beginsFrom(entity, []) <= this.#date;
  }

  /** The first day on which an entity can have begun: no earlier than what announces it, unless its own date says so. */
  #beginsFrom(entity: EntityFact, after: readonly string[]): string {
    const begun = this.#begun(entity);
    const { s0, s1 } = begun === null ? { s0: '', s1: 'z' } : daysOf(begun);
    const chain = [...after, entity.id];
    const announcers = this.#facts.relations.flatMap(({ type, rank, from, to }) => {
      const bounds = this.#ontology.relation(type)?.boundsBeginning && rank !== 'DEPRECATED' && to === entity.id;
      const announcer = bounds && !chain.includes(from) ? this.#byId.get(from) : undefined;
      return announcer ? [this.#beginsFrom(announcer, chain)] : [];
    });
    return announcers.reduce((first, day) => [first, [day, s1].sort()[0] as string].sort()[1] as string, s0);
  }

  /** Whether what announces an entity lets it begin by a day. */
  mayHaveBegunBy(entity: EntityFact, day: string): boolean {
    const begun = this.#begun(entity);
    return (begun !== null && daysOf(begun).s0 > day) || this.#beginsFrom(entity, []) <= day;
  }

  /** The first of its `begins` fields that has a value. */
  #begun(entity: EntityFact): string | null {
    const fields = this.#ontology.entity(entity.type)?.begins ?? [];
    const stated = fields.map((field) => this.value(entity, field)).find((value) => value !== null);
    return stated?.edtf ?? null;
  }

  #holds(relation: RelationFact): boolean {
    const { period } = relation.values as Given;
    if (this.#date === null) return true;
    if (this.#isSure && !this.#certainty.ofRelation(relation, this.#date)) return false;
    if (!period) return true;
    const { s0, e1 } = daysOf(period.edtf);
    const isState = this.#ontology.relation(relation.type)?.lasting === 'state';
    return s0 <= this.#date && !(isState && e1 < this.#date);
  }

  /** Whether the relation held, as far as dates allow. */
  holds = (relation: RelationFact): boolean => this.#holds(relation);

  /** Whether a row certainly existed on the day of the query: its entity or, if one leads to it, the relation with both ends. */
  isCertain({ entity, relation }: Row): boolean {
    const date = this.#date;
    if (date === null) return true;
    return relation === null ? this.#certainty.ofEntity(entity, date) : this.#certainty.ofRow(relation, date);
  }

  /** All entities of a type. */
  all(type: string): Row[] {
    return this.#facts.entities
      .filter((entity) => entity.type === type && this.isThere(entity))
      .map((entity) => ({ entity, relation: null }));
  }

  entity = (id: string): EntityFact | undefined => {
    const found = this.#byId.get(id);
    return found && this.isThere(found) ? found : undefined;
  };

  /** All visible relations with visible ends, except deprecated ones. */
  relations(): RelationFact[] {
    return this.#facts.relations.filter(
      (relation) =>
        relation.rank !== 'DEPRECATED' &&
        this.#holds(relation) &&
        this.entity(relation.from) !== undefined &&
        this.entity(relation.to) !== undefined,
    );
  }

  /** The rows of a relation field; deprecated relations only if the list's own filter asks for ranks. */
  far(id: string, { relation: { type }, direction, target }: RelationField, where: Given | null): Row[] {
    const [near, other] = direction === 'OUT' ? (['from', 'to'] as const) : (['to', 'from'] as const);
    return this.#facts.relations
      .filter((relation) => relation.type === type && relation[near] === id)
      .filter((relation) => relation.rank !== 'DEPRECATED' || speaksOfRank(where))
      .filter((relation) => this.#holds(relation))
      .flatMap((relation): Row[] => {
        const entity = this.#byId.get(relation[other]);
        const fits = entity && (target === ANY || entity.type === target) && this.isThere(entity);
        return fits ? [{ entity, relation }] : [];
      });
  }

  step = (type: string, name: string): RelationField | undefined =>
    this.#ontology.relationFields(type).find((field) => field.name === name);

  /** `type` is that of the list; in a list of any type, entities have only the common fields. */
  meets(row: Row, where: Given, type: string): boolean {
    const { entity, relation } = row;
    return Object.entries(where).every(([key, asked]) => {
      if (key === 'and') return asked.every((one: Given) => this.meets(row, one, type));
      if (key === 'or') return asked.some((one: Given) => this.meets(row, one, type));
      if (key === 'not') return !this.negated.meets(row, asked, type);
      if (key === 'certain') return this.isCertain(row) === asked;
      if (key === 'id') return this.#meetsId(entity.id, asked);
      if (key === 'selfOrBelow') return this.#meetsAround(entity.id, 'DOWN', asked, type);
      if (key === 'selfOrAbove') return this.#meetsAround(entity.id, 'UP', asked, type);
      if (key === 'name') return meetsText(shownName(entity), asked);
      if (key === 'names') return entity.names.some((name) => meetsName(name, asked));
      if (key === 'summary') return meetsText(entity.summary, asked);
      if (key === 'sameAs') return meetsSome(entity.sameAs, asked);
      if (key === 'relation') return relation !== null && this.#meetsRelation(relation, asked);
      if (key === 'sources') return this.#meetsSources(documentsOf(entity), asked);
      if (key === 'contested') return isContested(entity) === asked;
      const step = this.step(type, key);
      if (step) return this.#meetsRelated(entity.id, step, asked);
      return meetsField(this.#kind(entity, key), this.value(entity, key), asked);
    });
  }

  /** An entity and all that hierarchies lead to from it: down to its parts, or up to what it is a part of. */
  around(id: string, direction: 'DOWN' | 'UP'): ReadonlySet<string> {
    const found = new Set([id]);
    const steps = this.relations().filter(({ type }) => this.#ontology.relation(type)?.isHierarchy);
    for (let size = 0; size < found.size; ) {
      size = found.size;
      for (const { from, to } of steps) {
        if (direction === 'DOWN' ? found.has(to) : found.has(from)) found.add(direction === 'DOWN' ? from : to);
      }
    }
    return found;
  }

  #meetsId(id: string, { within, withinAny = within && [within], ...asked }: Given): boolean {
    const isWithin = withinAny?.some((root: string) => this.around(root, 'DOWN').has(id)) ?? true;
    return isWithin && meets(id, asked);
  }

  #meetsAround(id: string, direction: 'DOWN' | 'UP', asked: Given, type: string): boolean {
    return [...this.around(id, direction)].some((one) => {
      const entity = this.entity(one);
      return entity !== undefined && this.meets({ entity, relation: null }, asked, type);
    });
  }

  #meetsRelated(id: string, step: RelationField, { where = null, ...asked }: Given): boolean {
    const found = (filter: Given | null, world: World = this) =>
      world.far(id, step, filter).filter((row) => filter === null || world.meets(row, filter, step.target));
    return Object.entries(asked).every(([key, filter]) => {
      if (key === 'some') return found(filter).length > 0;
      if (key === 'none') return found(filter, this.negated).length === 0;
      if (key === 'every')
        return this.negated.far(id, step, filter).every((row) => this.meets(row, filter, step.target));
      const [least, most] = [found(where).length, found(where, this.negated).length].sort((a, b) => a - b);
      const [low, high] = this.negated === this ? [least, least] : this.#isSure ? [least, most] : [most, least];
      return Object.entries(filter as Given).every(([operator, value]) => {
        if (operator.startsWith('g')) return meets(low, { [operator]: value });
        if (operator.startsWith('l')) return meets(high, { [operator]: value });
        return [value].flat().some((number: number) => Number(low) >= number && Number(high) <= number);
      });
    });
  }

  /** Documents count whenever they were published. */
  #meetsSources(documents: readonly string[], { where = null, ...asked }: Given): boolean {
    const always = new World(this.#facts, this.#ontology);
    const isNotes = (entity: EntityFact | undefined) => entity?.claims.kind?.[0]?.value === 'NOTES';
    const found = (filter: Given | null) =>
      documents.filter((id) => {
        const entity = always.entity(id);
        return filter === null
          ? !isNotes(entity)
          : entity && always.meets({ entity, relation: null }, filter, 'Document');
      });
    // Notes may stand beside the documents that are asked for, but not for them.
    const isAllOf = (some: readonly string[]) =>
      some.length > 0 && documents.every((id) => some.includes(id) || isNotes(always.entity(id)));
    return Object.entries(asked).every(([key, filter]) => {
      if (key === 'some') return found(filter).length > 0;
      if (key === 'none') return found(filter).length === 0;
      if (key === 'every') return documents.length === 0 || isAllOf(found(filter));
      return meets(found(where).length, filter);
    });
  }

  #meetsRelation(relation: RelationFact, asked: Given): boolean {
    return Object.entries(asked).every(([key, filter]) => {
      if (key === 'certain') return this.#certainty.ofRelation(relation, this.#date ?? '') === filter;
      if (key === 'id') return meets(relation.id, filter);
      if (key === 'type') return filter.includes(relation.type);
      if (key === 'rank') return meets(relation.rank, filter);
      if (key === 'sources') return this.#meetsSources(documentsOf(relation), filter);
      // Documents of random facts agree about each relation.
      if (key === 'contested') return filter === false;
      return meetsField(this.#propertyKind(relation, key), relation.values[key] ?? null, filter);
    });
  }

  /** What a key of an order compares, and whether it descends. */
  #keys(row: Row, given: Given, type: string): { values: (string | number | null)[]; descending: boolean } {
    const [key, order] = Object.entries(given)[0] as [string, any];
    const { entity, relation } = row;
    const by = (value: string | number | null, direction: string) => ({
      values: [typeof value === 'string' ? fold(value) : value],
      descending: direction === 'DESC',
    });
    if (key === 'id') return by(entity.id, order);
    if (key === 'name') return by(shownName(entity), order);
    if (key === 'relation') {
      const [name, direction] = Object.entries(order)[0] as [string, any];
      // Constants of the ontology are ordered as texts.
      if (name === 'rank' || name === 'type')
        return { values: [relation?.[name] ?? null], descending: direction === 'DESC' };
      return fieldKeys(relation?.values[name] ?? null, direction, by);
    }
    const step = this.step(type, key);
    if (!step) return fieldKeys(this.value(entity, key), order, by);
    const where: Given | null = given.where?.[key] ?? null;
    const all = this.far(entity.id, step, where);
    const rows = all.filter((far) => where === null || this.meets(far, where, step.target));
    if (order.count) return by(rows.length, order.count);
    const { of, currency, direction = 'DESC' } = order.sum;
    return by(this.sum(rows, of).find((one) => one.currency === currency)?.amount ?? null, direction);
  }

  /** Orders rows; missing values come last in both directions, and ids decide among equal rows. */
  ordered(rows: readonly Row[], orderBy: readonly Given[] | null, type: string): Row[] {
    const preferred = ({ relation }: Row) => (relation?.rank === 'PREFERRED' ? 0 : 1);
    return [...rows].sort((a, b) => {
      if (!orderBy && preferred(a) !== preferred(b)) return preferred(a) - preferred(b);
      for (const key of orderBy ?? [{ name: 'ASC' }]) {
        const [x, y] = [this.#keys(a, key, type), this.#keys(b, key, type)];
        for (const [i, value] of x.values.entries()) {
          const other = y.values[i] ?? null;
          if (value === null && other === null) continue;
          if (value === null) return 1;
          if (other === null) return -1;
          const difference = compare(value, other);
          if (difference !== 0) return x.descending ? -difference : difference;
        }
      }
      return compare(a.entity.id, b.entity.id) || compare(a.relation?.id ?? '', b.relation?.id ?? '');
    });
  }

  /** The amounts of each distinct entity, or of each relation. */
  sum(rows: readonly Row[], of: string): Money[] {
    const field = of.toLowerCase();
    const own = [...new Set(rows.map(({ entity }) => entity))].flatMap((entity) => this.value(entity, field) ?? []);
    const related = rows.flatMap(({ relation }) => (relation?.values[field] as Money[] | undefined) ?? []);
    // Entities and relations have no money field with the same name, so one of the two is empty.
    return added([...own, ...related]);
  }

  /** The largest groups first, then by key, the group without a key last. */
  groups(rows: readonly Row[], keysOf: (row: Row) => readonly Key[]): Group[] {
    const found = new Map<Key, Row[]>();
    for (const row of rows) {
      const keys = new Set(keysOf(row));
      for (const key of keys.size > 0 ? keys : [null]) found.set(key, [...(found.get(key) ?? []), row]);
    }
    return [...found]
      .map(([key, members]) => ({ key, rows: members }))
      .sort((a, b) => b.rows.length - a.rows.length || nullsLast(a.key, b.key));
  }
}

/** The documents that a fact cites, each once. */
const documentsOf = (fact: EntityFact | RelationFact): readonly string[] => {
  const claims = 'claims' in fact ? Object.values(fact.claims).flat() : [];
  return [...new Set([fact, ...claims].flatMap(({ sources }) => sources.map(({ document }) => document)))];
};

const isContested = ({ claims }: EntityFact): boolean =>
  Object.values(claims).some((some) => some.filter(({ rank }) => rank !== 'DEPRECATED').length > 1);

const nullsLast = (a: Key, b: Key) =>
  a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b);

/** Whether a filter asks for ranks of the relation that leads to its own list, nested lists aside. */
function speaksOfRank(where: Given | null): boolean {
  if (where === null) return false;
  const { and = [], or = [], not = null, relation = {} } = where;
  return relation.rank !== undefined || [...and, ...or, not].some(speaksOfRank);
}

function meetsSome(texts: readonly string[], { isNull, ...asked }: Given): boolean {
  if (isNull !== undefined && (texts.length === 0) !== isNull) return false;
  const { matchCase: _, ...tests } = asked;
  return Object.keys(tests).length === 0 || texts.some((text) => meetsText(text, asked));
}

function meetsField(kind: string, value: any, asked: Given): boolean {
  if (kind === 'period') return meetsPeriod(value?.edtf ?? null, asked);
  if (kind === 'money') return meetsMoney(value, asked);
  if (kind === 'place') return meetsPlace(value, asked);
  if (kind === 'country') return meetsCountry(value, asked);
  return kind === 'enum' || kind === 'integer' ? meets(value, asked) : meetsText(value, asked);
}

function fieldKeys(value: any, order: any, by: (value: any, direction: string) => any) {
  if (order.currency) {
    const own = (value ?? []).find((one: Money) => one.currency === order.currency);
    return by(own?.amount ?? null, order.direction ?? 'DESC');
  }
  if (typeof order === 'object') {
    const [part, direction] = Object.entries(order)[0] as [string, string];
    return by(value?.[part] ?? null, direction);
  }
  if (value?.edtf === undefined) return by(value, order);
  const { e1 } = daysOf(value.edtf);
  return { values: [orderedDay(value.edtf), e1], descending: order === 'DESC' };
}
