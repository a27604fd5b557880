import { FIRST, LAST } from '../../ontology/period.ts';
import { RELATION_ID } from '../encoding/names.ts';
import { columns } from '../encoding/values.ts';
import type { OrderKey, Position } from '../query/query.ts';
import { countedFrom, type Variables } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { idOfRelation, stateOf, typeOfRelation } from './history.ts';

/** A key of an order as a Cypher expression. */
interface CompiledKey {
  readonly text: string;
  readonly nullable: boolean;
  readonly descending: boolean;
}

/** An order in one statement: what must be computed before rows can be ordered, and the keys. */
interface CompiledOrder {
  /** CALL clauses that compute what the keys need. */
  readonly calls: readonly string[];
  /** Items of a WITH: expression AS name for each computed key. */
  readonly computed: readonly string[];
  /** The names of the computed keys. */
  readonly names: readonly string[];
  readonly keys: readonly CompiledKey[];
}

/**
 * A sum as two integers: of the whole units and of the fractions in thousandths. Engines add floats in different
 * orders, which changes the last digit; integers add up alike. Hardly any currency has more than three decimals.
 */
export const exactSum = (amount: string): readonly [whole: string, thousandths: string] => [
  `sum(toInteger(${amount}))`,
  `sum(toInteger(round((${amount} - toInteger(${amount})) * 1000)))`,
];

/** The sum of the amounts in one currency, from parallel lists; null if there are none. */
const amountOf = (holder: string, field: string, currency: string, i: string, s: string) => {
  const [amounts, currencies] = columns(field, 'money').map((column) => `${holder}.${column}`);
  return `reduce(${s} = null, ${i} IN range(0, size(coalesce(${currencies}, [])) - 1) | CASE WHEN ${currencies}[${i}] = ${currency} THEN coalesce(${s}, 0) + ${amounts}[${i}] ELSE ${s} END)`;
};

/** The day by which a date is ordered first: the first that it can mean or, if only its end is known, the last. */
export const firstDay = (cypher: CypherBuilder, start: string, end: string) =>
  `coalesce(${start}, ${end}, ${cypher.value(FIRST)})`;

/** A number that orders preferred relations before the others. */
export const preferenceOf = (relation: string) => `CASE ${relation}.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END`;

/** The number of a relation's sources. */
export const supportOf = (relation: string) => `size(coalesce(${relation}.${columns('source', 'sources')[0]}, []))`;

/** The variables of a list's rows. */
export interface RowVariables extends Variables {
  /** Holds the properties of the row's entity. */
  readonly state: string;
}

/** Compiles the keys of an order to Cypher. */
export function compileOrder(
  cypher: CypherBuilder,
  order: readonly OrderKey[],
  variables: RowVariables,
): CompiledOrder {
  const calls: string[] = [];
  const computed: string[] = [];
  const names: string[] = [];
  const of = (side: 'node' | 'relation') => (side === 'node' ? variables.node : `${variables.relation}`);
  const compute = (text: string) => {
    const name = cypher.variable('k');
    computed.push(`${text} AS ${name}`);
    names.push(name);
    return name;
  };
  const compile = (key: OrderKey): CompiledKey => {
    const { descending } = key;
    switch (key.kind) {
      case 'column': {
        const column = key.side === 'relation' && key.column === 'id' ? RELATION_ID : key.column;
        const holder = key.side === 'node' && column !== 'id' ? variables.state : of(key.side);
        const text = column === RELATION_ID ? idOfRelation(cypher, of('relation')) : `${holder}.${column}`;
        return { text, nullable: key.nullable, descending };
      }
      case 'preference':
        return {
          text: preferenceOf(of('relation')),
          nullable: false,
          descending,
        };
      case 'support':
        return { text: compute(supportOf(of('relation'))), nullable: false, descending };
      case 'type':
        return { text: typeOfRelation(of('relation')), nullable: false, descending };
      case 'day': {
        const field = `${key.side === 'node' ? variables.state : variables.relation}.${key.field}`;
        const day =
          key.bound === 'Start'
            ? firstDay(cypher, `${field}Start`, `${field}End`)
            : `coalesce(${field}End, ${cypher.value(LAST)})`;
        const text = compute(`CASE WHEN ${field} IS NULL THEN null ELSE ${day} END`);
        return { text, nullable: true, descending };
      }
      case 'count': {
        const { pattern, conditions } = countedFrom(cypher, variables.node, key);
        const text = compute(`COUNT { ${[pattern, ...whereClause(conditions)].join(' ')} }`);
        return { text, nullable: false, descending };
      }
      case 'amount': {
        const holder = key.side === 'node' ? variables.state : of('relation');
        const currency = cypher.value(key.currency);
        const text = compute(amountOf(holder, key.field, currency, cypher.variable('i'), cypher.variable('s')));
        return { text, nullable: true, descending };
      }
      case 'sum': {
        const { pattern, conditions, variables: inner } = countedFrom(cypher, variables.node, key);
        const match = [`MATCH ${pattern}`, ...whereClause(conditions)].join(' ');
        const holder = cypher.variable('h');
        const summed = key.side === 'node' ? stateOf(cypher, inner.node) : inner.relation;
        const [amounts, currencies] = columns(key.field, 'money').map((column) => `${holder}.${column}`);
        const [i, sum, number] = [cypher.variable('i'), cypher.variable('s'), cypher.variable('c')];
        calls.push(
          `CALL (${variables.node}) { ${match} WITH DISTINCT ${summed} AS ${holder} UNWIND range(0, size(coalesce(${currencies}, [])) - 1) AS ${i} WITH ${holder}, ${i} WHERE ${currencies}[${i}] = ${cypher.value(key.currency)} RETURN ${exactSum(`${amounts}[${i}]`).join(' + ')} / 1000.0 AS ${sum}, count(*) AS ${number} }`,
        );
        const text = compute(`CASE WHEN ${number} = 0 THEN null ELSE ${sum} END`);
        return { text, nullable: true, descending };
      }
    }
  };
  return { calls, computed, names, keys: order.map(compile) };
}

/** The items of ORDER BY. `backward` reverses the whole order. Cypher puts nulls last only in ascending order. */
export function orderBy(keys: readonly CompiledKey[], backward: boolean): string {
  return keys
    .flatMap(({ text, nullable, descending }) => {
      const down = descending !== backward;
      if (!nullable) return [down ? `${text} DESC` : text];
      if (!backward) return down ? [`${text} IS NULL`, `${text} DESC`] : [text];
      return down ? [`${text} DESC`] : [`${text} IS NOT NULL`, text];
    })
    .join(', ');
}

/** A condition for the rows strictly after or strictly before a position in the order. */
export function past(
  cypher: CypherBuilder,
  keys: readonly CompiledKey[],
  position: Position,
  side: 'after' | 'before',
): string {
  const values = keys.map((_key, i) => cypher.value(position[i] ?? null));
  const further = ({ text, nullable, descending }: CompiledKey, value: string) => {
    const up = descending !== (side === 'after');
    const compared = `${text} ${up ? '>' : '<'} ${value}`;
    if (!nullable) return compared;
    // Missing values come last: nothing comes after them, and every other value before.
    return side === 'after'
      ? `(${compared} OR ${text} IS NULL AND ${value} IS NOT NULL)`
      : `(${compared} OR ${text} IS NOT NULL AND ${value} IS NULL)`;
  };
  const same = ({ text, nullable }: CompiledKey, value: string) =>
    nullable ? `(${text} = ${value} OR ${text} IS NULL AND ${value} IS NULL)` : `${text} = ${value}`;
  const alternatives = keys.map((key, i) =>
    [...keys.slice(0, i).map((k, j) => same(k, values[j] ?? '')), further(key, values[i] ?? '')].join(' AND '),
  );
  const [first] = keys;
  // Repeats the bound of the first key alone, so that an index in this order can start there.
  const start =
    first && !first.nullable && keys.length > 1
      ? [`${first.text} ${first.descending !== (side === 'after') ? '>=' : '<='} ${values[0]}`]
      : [];
  return [...start, `(${alternatives.map((a) => `(${a})`).join(' OR ')})`].join(' AND ');
}
