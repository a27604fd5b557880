import { badInput } from '../../errors.ts';
import { foldable, foldedColumn } from '../../graph/encoding/values.ts';
import type { OrderKey, Side } from '../../graph/query/query.ts';
import { checkCurrency } from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { ArgumentReader, type ArgumentValues, type ListTarget, pathTo, stepOf } from './argument-reader.ts';
import { acrossOf, sumOf } from './sums.ts';

/** Reads the keys by which lists are ordered. */
class Keys extends ArgumentReader {
  /** The keys of one object of `orderBy`. */
  orderKey(path: string, { where, ...input }: ArgumentValues, target: ListTarget): OrderKey[] {
    const [key, value] = this.only(path, input);
    const at = pathTo(path, key);
    const [counted, ...others] = acrossOf(this.ontology, pathTo(path, 'where'), where, target.type);
    if (where && (Object.keys(where)[0] !== key || others.length > 0)) {
      throw badInput(
        `"${pathTo(path, 'where')}" expects ${key} alone, as the order follows it; got ${Object.keys(where).join(', ') || '{}'}. It says which related entities are counted or added up; "where" of the list itself filters the list.`,
      );
    }
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
      const filter = counted?.filter ? { filter: counted.filter } : {};
      if (what === 'count') return [{ kind: 'count', step: stepOf(step), ...filter, descending: order === 'DESC' }];
      const { side, field } = sumOf(
        this.ontology,
        pathTo(at, what),
        order.of,
        { type: step.target, step: stepOf(step) },
        null,
      );
      const currency = this.standard(`${pathTo(at, what)}.currency`, order.currency, checkCurrency);
      const descending = order.direction !== 'ASC';
      return [{ kind: 'sum', step: stepOf(step), ...filter, side, field, currency, descending }];
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
