import { constantCase } from '../../constant-case.ts';
import { badInput } from '../../errors.ts';
import { foldable, foldedColumn } from '../../graph/encoding/values.ts';
import type { Grouping, OrderKey, Side, Sum } from '../../graph/query/query.ts';
import { checkCurrency } from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import {
  ArgumentReader,
  type ArgumentValues,
  type ListTarget,
  pathTo,
  stepOf,
  withArticle,
} from './argument-reader.ts';

/** Reads the keys by which lists are ordered, added up and grouped. */
class Keys extends ArgumentReader {
  /** The keys of one object of `orderBy`. */
  orderKey(path: string, input: ArgumentValues, target: ListTarget): OrderKey[] {
    const [key, value] = this.only(path, input);
    const at = pathTo(path, key);
    if (key === 'relation') {
      const { step } = target;
      if (step === null) {
        throw badInput(
          `"${at}" orders by the relation that leads to an entity, and no relation leads to this list. Use it in a relation field.`,
        );
      }
      const [name, order] = this.only(at, value);
      if (name === 'type') return [{ kind: 'type', descending: order === 'DESC' }];
      if (name === 'rank')
        return [{ kind: 'column', side: 'relation', column: 'rank', nullable: true, descending: order === 'DESC' }];
      return this.fieldOrder(pathTo(at, name), order, 'relation', name, this.property(pathTo(at, name), step, name));
    }
    if (key === 'id' || key === 'name') {
      const column = key === 'id' ? key : foldedColumn(key);
      return [{ kind: 'column', side: 'node', column, nullable: false, descending: value === 'DESC' }];
    }
    const step = this.ontology.relationFields(target.type).find((field) => field.name === key);
    if (step) {
      const [what, order] = this.only(at, value);
      if (what === 'count') return [{ kind: 'count', step: stepOf(step), descending: order === 'DESC' }];
      const sum = this.sum(pathTo(at, what), order.of, { type: step.target, step: stepOf(step) });
      const currency = this.standard(`${pathTo(at, what)}.currency`, order.currency, checkCurrency);
      return [{ kind: 'sum', step: stepOf(step), ...sum, currency, descending: order.direction !== 'ASC' }];
    }
    return this.fieldOrder(at, value, 'node', key, this.ontology.entity(target.type)?.fields[key] as Field);
  }

  fieldOrder(path: string, order: string | ArgumentValues, side: Side, name: string, field: Field): OrderKey[] {
    const texts = foldable(name, field.kind);
    const by = (column: string, descending: boolean): OrderKey => ({
      kind: 'column',
      side,
      column: texts.includes(column) ? foldedColumn(column) : column,
      nullable: true,
      descending,
    });
    if (field.kind === 'money') {
      const { currency, direction } = order as ArgumentValues;
      const code = this.standard(`${path}.currency`, currency, checkCurrency);
      return [{ kind: 'amount', side, field: name, currency: code, descending: direction !== 'ASC' }];
    }
    if (field.kind === 'place') {
      const [part, direction] = this.only(path, order as ArgumentValues);
      return [by(`${name}${part[0]?.toUpperCase()}${part.slice(1)}`, direction === 'DESC')];
    }
    const descending = order === 'DESC';
    // Dates are ordered by their first possible day, then by their last.
    const day = (bound: 'Start' | 'End'): OrderKey => ({ kind: 'day', side, field: name, bound, descending });
    return field.kind === 'period' ? [day('Start'), day('End')] : [by(name, descending)];
  }

  /** The money field that `of` names: of the entities, or of the relations that lead to them. */
  sum(path: string, of: string, { type, step }: ListTarget): Sum {
    for (const [name, field] of Object.entries<Field>(this.ontology.entity(type)?.fields ?? {})) {
      if (constantCase(name) === of && field.kind === 'money') return { side: 'node', field: name };
    }
    for (const { type: known, properties } of this.ontology.relations) {
      if (step === null || !(step.types.length === 0 || step.types.includes(known))) continue;
      for (const [name, field] of Object.entries<Field>(properties)) {
        if (constantCase(name) === of && field.kind === 'money') return { side: 'relation', field: name };
      }
    }
    throw badInput(
      `"${path}" expects money of ${type === ANY ? 'the entities' : withArticle(type)}${step ? ` or of the relation ${step.types.join(', ') || 'of any type'}` : ''}; got ${of}, which neither has.`,
    );
  }

  grouping(input: ArgumentValues, target: ListTarget, sums: Readonly<Record<string, Sum>>, limit: number): Grouping {
    const [key, order] = input.orderBy ? this.only('orderBy', input.orderBy) : ['count', 'DESC'];
    return {
      by: this.groupedBy(String(input.by), target),
      order: key === 'count' ? 'COUNT' : 'KEY',
      descending: order === 'DESC',
      limit,
      sums,
    };
  }

  groupedBy(by: string, { type, step }: ListTarget): Grouping['by'] {
    for (const [name, field] of Object.entries<Field>(this.ontology.entity(type)?.fields ?? {})) {
      const own = constantCase(name);
      if (by === `${own}_YEAR` && field.kind === 'period') return { kind: 'year', side: 'node', field: name };
      if (by === `${own}_COUNTRY`) return { kind: 'column', side: 'node', column: `${name}Country` };
      if (by === `${own}_CITY`) return { kind: 'column', side: 'node', column: `${name}City` };
      if (by === own && field.kind !== 'period' && field.kind !== 'money')
        return { kind: 'column', side: 'node', column: name };
    }
    const related = this.ontology.relationFields(type).find((field) => constantCase(field.name) === by);
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

/** Reads `orderBy`. Every order ends with the id and, over a relation, with the relation's id. Throws BAD_USER_INPUT. */
export function orderOf(
  ontology: Ontology,
  input: readonly ArgumentValues[] | null | undefined,
  target: ListTarget,
): OrderKey[] {
  const column = (side: Side, name: string): OrderKey => ({
    kind: 'column',
    side,
    column: name,
    nullable: false,
    descending: false,
  });
  if (input?.length === 0)
    throw badInput('"orderBy" expects at least one key; got none. Leave it out for the order by name.');
  if (input && input.length > 8) throw badInput(`"orderBy" expects at most 8 keys; got ${input.length}.`);
  const keys = input
    ? input.flatMap((key, i) => new Keys(ontology).orderKey(`orderBy[${i}]`, key, target))
    : [
        ...(target.step ? [{ kind: 'preference', descending: false } as const] : []),
        column('node', foldedColumn('name')),
      ];
  return [...keys, column('node', 'id'), ...(target.step ? [column('relation', 'id')] : [])];
}

/** The money field that `sum(of:)` adds up. Throws BAD_USER_INPUT when the list has no such field. */
export const sumOf = (ontology: Ontology, of: string, target: ListTarget): Sum =>
  new Keys(ontology).sum('of', of, target);

/** Reads the arguments of `groups`. Throws BAD_USER_INPUT. */
export const groupingOf = (
  ontology: Ontology,
  input: ArgumentValues,
  target: ListTarget,
  sums: Readonly<Record<string, Sum>>,
  limit: number,
): Grouping => new Keys(ontology).grouping(input, target, sums, limit);
