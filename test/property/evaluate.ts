import edtf from 'edtf';
import type { EntityFact, Facts, Money, RelationFact } from '../../src/ontology/facts.ts';
import type { Ontology } from '../../src/ontology/ontology.ts';

/**
 * What a question means, word by word and slowly, over the facts themselves: nothing here knows of statements, columns
 * or engines. It reads arguments as they are sent.
 */

type Given = Record<string, any>;

interface Row {
  readonly entity: EntityFact;
  readonly relation: RelationFact | null;
}

interface Step {
  readonly type: string;
  readonly direction: 'OUT' | 'IN';
  readonly target: string;
}

const fold = (text: string) => text.normalize('NFC').toLowerCase();

/** By code points: JavaScript compares UTF-16, which puts an emoji before a full-width letter. */
export function compareTexts(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

const compare = (a: any, b: any) => (typeof a === 'string' ? compareTexts(a, b) : a < b ? -1 : a > b ? 1 : 0);

/** The days between which a period may begin (s0, s1) and end (e0, e1). */
export function daysOf(text: string): { s0: string; s1: string; e0: string; e1: string } {
  const [FIRST, LAST] = ['0000-01-01', '9999-12-31'];
  const value = edtf(text, { level: 2 }) as any;
  const day = (time: number, open: string) =>
    Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : open;
  if (value.type !== 'Interval') {
    const [from, until] = [day(value.min, FIRST), day(value.max, LAST)];
    return { s0: from, s1: until, e0: from, e1: until };
  }
  const [, , openStart, openEnd] = [0, 0, text.startsWith('..'), text.endsWith('..')];
  const [unknownStart, unknownEnd] = [text.startsWith('/'), text.endsWith('/')];
  const s0 = openStart || unknownStart ? FIRST : day(value.lower.min, FIRST);
  const e1 = openEnd || unknownEnd ? LAST : day(value.upper.max, LAST);
  return {
    s0,
    s1: openStart ? FIRST : unknownStart ? e1 : day(value.lower.max, FIRST),
    e0: openEnd ? LAST : unknownEnd ? s0 : day(value.upper.min, LAST),
    e1,
  };
}

function meets(value: any, given: Given, read: (one: any) => any = (one) => one): boolean {
  return Object.entries(given).every(([operator, asked]) => {
    if (operator === 'isNull') return (value === null) === asked;
    if (operator === 'matchCase') return true;
    if (value === null) return false;
    const own = read(value);
    switch (operator) {
      case 'eq':
        return own === read(asked);
      case 'in':
        return asked.map(read).includes(own);
      case 'contains':
        return own.includes(read(asked));
      case 'startsWith':
        return own.startsWith(read(asked));
      default: {
        const order = compare(own, read(asked));
        return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[operator] ?? false;
      }
    }
  });
}

function meetsPeriod(edtfText: string | null, given: Given): boolean {
  return Object.entries(given).every(([key, asked]) => {
    if (key === 'isNull') return (edtfText === null) === asked;
    if (edtfText === null) return false;
    const { s0, s1, e0, e1 } = daysOf(edtfText);
    const { s0: from, e1: until } = daysOf(asked);
    if (key === 'before') return e0 < from;
    if (key === 'after') return s1 > until;
    const overlaps = s0 <= until && e1 >= from;
    return key === 'overlaps' ? overlaps : overlaps && s1 >= from && e0 <= until;
  });
}

function meetsMoney(amounts: readonly Money[] | null, { currency, isNull, ...rest }: Given): boolean {
  const own = (amounts ?? []).filter((one) => one.currency === currency);
  if (isNull !== undefined) return (own.length === 0) === isNull;
  return own.some(({ amount }) => meets(amount, rest));
}

export class World {
  readonly #facts: Facts;
  readonly #ontology: Ontology;
  readonly #byId: ReadonlyMap<string, EntityFact>;

  constructor(facts: Facts, ontology: Ontology) {
    this.#facts = facts;
    this.#ontology = ontology;
    this.#byId = new Map(facts.entities.map((entity) => [entity.id, entity]));
  }

  value(entity: EntityFact, field: string): any {
    return entity.claims[field]?.[0]?.value ?? null;
  }

  step(type: string, name: string): Step | null {
    const found = this.#ontology.relationFields(type).find((field) => field.name === name);
    return found ? { type: found.relation.type, direction: found.direction, target: found.target } : null;
  }

  /** What a step leads to; deprecated statements only where the filter asks for ranks. */
  far(id: string, { type, direction, target }: Step, where: Given | null): Row[] {
    const ranks = asksForRank(where);
    return this.#facts.relations.flatMap((relation): Row[] => {
      if (relation.type !== type || relation[direction === 'OUT' ? 'from' : 'to'] !== id) return [];
      if (relation.rank === 'DEPRECATED' && !ranks) return [];
      const entity = this.#byId.get(relation[direction === 'OUT' ? 'to' : 'from']);
      return entity && (target === 'Entity' || entity.type === target) ? [{ entity, relation }] : [];
    });
  }

  all(type: string): Row[] {
    return this.#facts.entities.filter((entity) => entity.type === type).map((entity) => ({ entity, relation: null }));
  }

  meets(row: Row, where: Given): boolean {
    const { entity, relation } = row;
    return Object.entries(where).every(([key, given]) => {
      if (key === 'and') return given.every((one: Given) => this.meets(row, one));
      if (key === 'or') return given.some((one: Given) => this.meets(row, one));
      if (key === 'not') return !this.meets(row, given);
      if (key === 'relation') return relation !== null && this.meetsRelation(relation, given);
      if (key === 'id') return meets(entity.id, given);
      if (key === 'name') return meets(entity.names[0]?.text ?? null, given, given.matchCase ? undefined : fold);
      if (key === 'names') {
        const { language, matchCase, ...texts } = given;
        return entity.names.some(
          (name) => meets(name.text, texts, matchCase ? undefined : fold) && (!language || name.language === language),
        );
      }
      const step = this.step(entity.type, key);
      if (step) {
        const { some, none, every, count, where: counted } = given;
        return (
          (!some || this.far(entity.id, step, some).some((one) => this.meets(one, some))) &&
          (!none || !this.far(entity.id, step, none).some((one) => this.meets(one, none))) &&
          (!every || this.far(entity.id, step, every).every((one) => this.meets(one, every))) &&
          (!count ||
            meets(
              this.far(entity.id, step, counted ?? null).filter((one) => !counted || this.meets(one, counted)).length,
              count,
            ))
        );
      }
      return this.meetsField(
        this.#ontology.entity(entity.type)?.fields[key]?.kind ?? '',
        this.value(entity, key),
        given,
      );
    });
  }

  meetsField(kind: string, value: any, given: Given): boolean {
    if (kind === 'period') return meetsPeriod(value?.edtf ?? null, given);
    if (kind === 'money') return meetsMoney(value, given);
    if (kind === 'text') return meets(value, given, given.matchCase ? undefined : fold);
    if (kind === 'place') {
      return Object.entries(given).every(([part, one]) =>
        meets(value?.[part] ?? null, one as Given, part === 'country' ? undefined : fold),
      );
    }
    return meets(value, given);
  }

  meetsRelation(relation: RelationFact, where: Given): boolean {
    return Object.entries(where).every(([key, given]) => {
      if (key === 'rank') return meets(relation.rank, given);
      const kind = { period: 'period', amounts: 'money' }[key] ?? 'text';
      return this.meetsField(kind, relation.values[key] ?? null, given);
    });
  }

  /** The values of an order's keys at a row, each with its direction. */
  keys(row: Row, orderBy: readonly Given[] | null): readonly [value: any, descending: boolean][] {
    const { entity, relation } = row;
    const name = fold(entity.names[0]?.text ?? '');
    const asked = orderBy ?? [...(relation ? [{ preference: true }] : []), { name: 'ASC' }];
    const keys = asked.flatMap((given: Given): [any, boolean][] => {
      const [[key, order]] = Object.entries(given) as [[string, any]];
      const descending = order === 'DESC';
      if (key === 'preference') return [[relation?.rank === 'PREFERRED' ? 0 : 1, false]];
      if (key === 'id') return [[entity.id, descending]];
      if (key === 'name') return [[name, descending]];
      if (key === 'relation') {
        const [[property, direction]] = Object.entries(order) as [[string, any]];
        return this.fieldKeys(relation?.values[property] ?? null, direction);
      }
      const step = this.step(entity.type, key);
      if (!step) return this.fieldKeys(this.value(entity, key), order);
      const rows = this.far(entity.id, step, null);
      if (order.count) return [[rows.length, order.count === 'DESC']];
      const { of, currency, direction } = order.sum;
      const sums = this.sum(rows, of).filter((one) => one.currency === currency);
      return [[sums[0]?.amount ?? null, direction !== 'ASC']];
    });
    return [...keys, [entity.id, false], ...(relation ? [[relation.id, false] as [any, boolean]] : [])];
  }

  fieldKeys(value: any, order: any): [any, boolean][] {
    if (order?.currency) {
      const own = (value ?? []).filter((one: Money) => one.currency === order.currency);
      const total = own.length > 0 ? own.reduce((sum: number, one: Money) => sum + one.amount, 0) : null;
      return [[total, order.direction !== 'ASC']];
    }
    const descending = order === 'DESC';
    if (value?.edtf) {
      const { s0, e1 } = daysOf(value.edtf);
      return [
        [s0, descending],
        [e1, descending],
      ];
    }
    const isPeriod = value === null && order?.period;
    return isPeriod
      ? [
          [null, descending],
          [null, descending],
        ]
      : [[typeof value === 'string' ? fold(value) : value, descending]];
  }

  ordered(rows: readonly Row[], orderBy: readonly Given[] | null): Row[] {
    const keyed = rows.map((row) => ({ row, keys: this.keys(row, orderBy) }));
    keyed.sort((a, b) => {
      for (const [i, [value, descending]] of a.keys.entries()) {
        const other = b.keys[i]?.[0];
        if (value === other) continue;
        if (value === null) return 1;
        if (other === null) return -1;
        const order = compare(value, other);
        if (order !== 0) return descending ? -order : order;
      }
      return 0;
    });
    return keyed.map(({ row }) => row);
  }

  /** By currency; each entity once for its own money, each relation once for its. */
  sum(rows: readonly Row[], of: string): Money[] {
    const amounts =
      of === 'BUDGET'
        ? [...new Set(rows.map(({ entity }) => entity))].flatMap((entity) => this.value(entity, 'budget') ?? [])
        : rows.flatMap(({ relation }) => (relation?.values.amounts as Money[] | undefined) ?? []);
    const sums = new Map<string, Money>();
    for (const { amount, currency, approximate } of amounts as Money[]) {
      const known = sums.get(currency);
      sums.set(currency, {
        amount: (known?.amount ?? 0) + amount,
        currency,
        approximate: approximate || known?.approximate === true,
      });
    }
    return [...sums.values()].sort((a, b) => compareTexts(a.currency, b.currency));
  }

  groups(rows: readonly Row[], keysOf: (row: Row) => (string | null)[]): { key: string | null; count: number }[] {
    const counts = new Map<string | null, Set<Row>>();
    for (const row of rows) {
      for (const key of keysOf(row)) counts.set(key, (counts.get(key) ?? new Set()).add(row));
    }
    return [...counts]
      .map(([key, members]) => ({ key, count: members.size }))
      .sort((a, b) => b.count - a.count || (a.key === null ? 1 : b.key === null ? -1 : compareTexts(a.key, b.key)));
  }
}

function asksForRank(where: Given | null): boolean {
  if (!where) return false;
  const { and = [], or = [], not, relation } = where;
  return relation?.rank !== undefined || [...and, ...or, ...(not ? [not] : [])].some(asksForRank);
}
