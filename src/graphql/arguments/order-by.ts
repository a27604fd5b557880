import { badInput } from '../../errors.ts';
import { foldable, foldedColumn } from '../../graph/encoding/values.ts';
import type { Grouping, OrderKey, Side, Sum } from '../../graph/query/query.ts';
import { checkCurrency } from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { constant } from '../schema/builder.ts';
import { ArgumentReader, type ArgumentValues, type ListTarget, nested, stepOf } from './argument-reader.ts';

const withArticle = (type: string) => `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type.toLowerCase()}`;

/** What lists are ordered, added up and grouped by. */
class Keys extends ArgumentReader {
  orderKey(path: string, given: ArgumentValues, listed: ListTarget): OrderKey[] {
    const [key, value] = this.only(path, given);
    const at = nested(path, key);
    if (key === 'relation') {
      const { step } = listed;
      if (step === null) {
        throw badInput(
          `"${at}" orders by the relation that leads to an entity, and no relation leads to this list. Use it in a relation field.`,
        );
      }
      const [name, order] = this.only(at, value);
      if (name === 'type') return [{ kind: 'type', descending: order === 'DESC' }];
      if (name === 'rank')
        return [{ kind: 'column', side: 'relation', column: 'rank', nullable: true, descending: order === 'DESC' }];
      return this.fieldOrder(nested(at, name), order, 'relation', name, this.property(nested(at, name), step, name));
    }
    if (key === 'id' || key === 'name') {
      const column = key === 'id' ? key : foldedColumn(key);
      return [{ kind: 'column', side: 'node', column, nullable: false, descending: value === 'DESC' }];
    }
    const step = this.ontology.relationFields(listed.type).find((field) => field.name === key);
    if (step) {
      const [what, order] = this.only(at, value);
      if (what === 'count') return [{ kind: 'count', step: stepOf(step), descending: order === 'DESC' }];
      const sum = this.sum(nested(at, what), order.of, { type: step.target, step: stepOf(step) });
      const currency = this.standard(`${nested(at, what)}.currency`, order.currency, checkCurrency);
      return [{ kind: 'sum', step: stepOf(step), ...sum, currency, descending: order.direction !== 'ASC' }];
    }
    return this.fieldOrder(at, value, 'node', key, this.ontology.entity(listed.type)?.fields[key] as Field);
  }

  fieldOrder(path: string, given: any, side: Side, name: string, field: Field): OrderKey[] {
    const texts = foldable(name, field.kind);
    const by = (column: string, descending: boolean): OrderKey => ({
      kind: 'column',
      side,
      column: texts.includes(column) ? foldedColumn(column) : column,
      nullable: true,
      descending,
    });
    if (field.kind === 'money') {
      const currency = this.standard(`${path}.currency`, given.currency, checkCurrency);
      return [{ kind: 'amount', side, field: name, currency, descending: given.direction !== 'ASC' }];
    }
    if (field.kind === 'place') {
      const [part, order] = this.only(path, given);
      return [by(`${name}${part[0]?.toUpperCase()}${part.slice(1)}`, order === 'DESC')];
    }
    const descending = given === 'DESC';
    // A date is where it begins at the soonest, and among those that begin together where it ends.
    const day = (bound: 'Start' | 'End'): OrderKey => ({ kind: 'day', side, field: name, bound, descending });
    return field.kind === 'period' ? [day('Start'), day('End')] : [by(name, descending)];
  }

  /** Whose money a sum is of. */
  sum(path: string, of: string, { type, step }: ListTarget): Sum {
    for (const [name, field] of Object.entries<Field>(this.ontology.entity(type)?.fields ?? {})) {
      if (constant(name) === of && field.kind === 'money') return { side: 'node', field: name };
    }
    for (const { type: known, properties } of this.ontology.relations) {
      if (step === null || !(step.types.length === 0 || step.types.includes(known))) continue;
      for (const [name, field] of Object.entries<Field>(properties)) {
        if (constant(name) === of && field.kind === 'money') return { side: 'relation', field: name };
      }
    }
    throw badInput(
      `"${path}" expects money of ${type === ANY ? 'the entities' : withArticle(type)}${step ? ` or of the relation ${step.types.join(', ') || 'of any type'}` : ''}; got ${of}, which neither has.`,
    );
  }

  grouping(given: ArgumentValues, listed: ListTarget, sums: Readonly<Record<string, Sum>>, limit: number): Grouping {
    const [key, order] = given.orderBy ? this.only('orderBy', given.orderBy) : ['count', 'DESC'];
    return {
      by: this.groupedBy(String(given.by), listed),
      order: key === 'count' ? 'COUNT' : 'KEY',
      descending: order === 'DESC',
      limit,
      sums,
    };
  }

  groupedBy(by: string, { type, step }: ListTarget): Grouping['by'] {
    for (const [name, field] of Object.entries<Field>(this.ontology.entity(type)?.fields ?? {})) {
      const own = constant(name);
      if (by === `${own}_YEAR` && field.kind === 'period') return { kind: 'year', side: 'node', field: name };
      if (by === `${own}_COUNTRY`) return { kind: 'column', side: 'node', column: `${name}Country` };
      if (by === `${own}_CITY`) return { kind: 'column', side: 'node', column: `${name}City` };
      if (by === own && field.kind !== 'period' && field.kind !== 'money')
        return { kind: 'column', side: 'node', column: name };
    }
    const related = this.ontology.relationFields(type).find((field) => constant(field.name) === by);
    if (related) return { kind: 'related', step: stepOf(related) };
    if (step === null) {
      throw badInput(`"by" expects what the entities have, as no relation leads to this list; got ${by}.`);
    }
    if (by === 'RELATION_TYPE') return { kind: 'type' };
    if (by === 'RELATION_RANK') return { kind: 'column', side: 'relation', column: 'rank' };
    if (by === 'RELATION_YEAR') {
      this.property('by', step, 'period');
      return { kind: 'year', side: 'relation', field: 'period' };
    }
    this.property('by', step, 'role');
    return { kind: 'column', side: 'relation', column: 'role' };
  }
}

/** Reads `orderBy`; the id ends every order, and over a relation the relation's id after it. */
export function orderOf(
  ontology: Ontology,
  given: readonly ArgumentValues[] | null | undefined,
  listed: ListTarget,
): OrderKey[] {
  const column = (side: Side, name: string): OrderKey => ({
    kind: 'column',
    side,
    column: name,
    nullable: false,
    descending: false,
  });
  if (given?.length === 0)
    throw badInput('"orderBy" expects at least one key; got none. Leave it out for the order by name.');
  if (given && given.length > 8) throw badInput(`"orderBy" expects at most 8 keys; got ${given.length}.`);
  const asked = given
    ? given.flatMap((key, i) => new Keys(ontology).orderKey(`orderBy[${i}]`, key, listed))
    : [
        ...(listed.step ? [{ kind: 'preference', descending: false } as const] : []),
        column('node', foldedColumn('name')),
      ];
  return [...asked, column('node', 'id'), ...(listed.step ? [column('relation', 'id')] : [])];
}

export const sumOf = (ontology: Ontology, of: string, listed: ListTarget): Sum =>
  new Keys(ontology).sum('of', of, listed);

export const groupingOf = (
  ontology: Ontology,
  given: ArgumentValues,
  listed: ListTarget,
  sums: Readonly<Record<string, Sum>>,
  limit: number,
): Grouping => new Keys(ontology).grouping(given, listed, sums, limit);
