import { FIRST, LAST } from '../../ontology/period.ts';
import type { OrderKey, Position } from '../query/query.ts';
import { columns, RELATION_ID } from '../storage/encoding.ts';
import { far, type Variables } from './conditions.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { idOfRelation, stateOf, typeOfRelation } from './history.ts';

/** A key of an order in one statement. */
interface Written {
  readonly text: string;
  readonly nullable: boolean;
  readonly descending: boolean;
}

/** An order in one statement: what must be computed before rows can be ordered, and the keys. */
export interface WrittenOrder {
  /** CALL clauses that give what the keys need. */
  readonly calls: readonly string[];
  /** Items of a WITH: computed keys by their names. */
  readonly computed: readonly string[];
  /** The names alone of what is computed. */
  readonly names: readonly string[];
  readonly keys: readonly Written[];
}

/**
 * A sum in whole units, and what the fractions add in thousandths of one: floats added up in another order, as engines
 * do, give another last digit, and integers do not. No currency has more than four decimals, and hardly one four.
 */
export const addedExactly = (amount: string): readonly [whole: string, thousandths: string] => [
  `sum(toInteger(${amount}))`,
  `sum(toInteger(round((${amount} - toInteger(${amount})) * 1000)))`,
];

/** The sum of the amounts in one currency that lie in parallel lists; null where there is none in it. */
const amountOf = (holder: string, field: string, currency: string, i: string, s: string) => {
  const [amounts, currencies] = columns(field, 'money').map((column) => `${holder}.${column}`);
  return `reduce(${s} = null, ${i} IN range(0, size(coalesce(${currencies}, [])) - 1) | CASE WHEN ${currencies}[${i}] = ${currency} THEN coalesce(${s}, 0) + ${amounts}[${i}] ELSE ${s} END)`;
};

/** Preferred statements before the others, as a number. */
export const preferenceOf = (relation: string) => `CASE ${relation}.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END`;

/** How many sources a relation has. */
export const supportOf = (relation: string) => `size(coalesce(${relation}.${columns('source', 'sources')[0]}, []))`;

/** The variables of a list's rows, and the one that holds the properties of its entities. */
export interface RowVariables extends Variables {
  readonly state: string;
}

export function writeOrder(cypher: CypherBuilder, order: readonly OrderKey[], variables: RowVariables): WrittenOrder {
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
  const write = (key: OrderKey): Written => {
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
        const open = cypher.value(key.bound === 'Start' ? FIRST : LAST);
        const text = compute(`CASE WHEN ${field} IS NULL THEN null ELSE coalesce(${field}${key.bound}, ${open}) END`);
        return { text, nullable: true, descending };
      }
      case 'count': {
        const [pattern, where] = far(cypher, { step: key.step, filter: null }, variables.node);
        const text = compute(`COUNT { ${pattern}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''} }`);
        return { text, nullable: false, descending };
      }
      case 'amount': {
        const holder = key.side === 'node' ? variables.state : of('relation');
        const currency = cypher.value(key.currency);
        const text = compute(amountOf(holder, key.field, currency, cypher.variable('i'), cypher.variable('s')));
        return { text, nullable: true, descending };
      }
      case 'sum': {
        const [pattern, where, inner] = far(cypher, { step: key.step, filter: null }, variables.node);
        const holder = cypher.variable('h');
        const held = key.side === 'node' ? stateOf(cypher, inner.node) : inner.relation;
        const [amounts, currencies] = columns(key.field, 'money').map((column) => `${holder}.${column}`);
        const [i, sum, number] = [cypher.variable('i'), cypher.variable('s'), cypher.variable('c')];
        calls.push(
          `CALL (${variables.node}) { MATCH ${pattern}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''} WITH DISTINCT ${held} AS ${holder} UNWIND range(0, size(coalesce(${currencies}, [])) - 1) AS ${i} WITH ${holder}, ${i} WHERE ${currencies}[${i}] = ${cypher.value(key.currency)} RETURN ${addedExactly(`${amounts}[${i}]`).join(' + ')} / 1000.0 AS ${sum}, count(*) AS ${number} }`,
        );
        const text = compute(`CASE WHEN ${number} = 0 THEN null ELSE ${sum} END`);
        return { text, nullable: true, descending };
      }
    }
  };
  return { calls, computed, names, keys: order.map(write) };
}

/** The items of ORDER BY; backward, the whole order is turned round. Nulls come last in Cypher only where it ascends. */
export function orderBy(keys: readonly Written[], backward: boolean): string {
  return keys
    .flatMap(({ text, nullable, descending }) => {
      const down = descending !== backward;
      if (!nullable) return [down ? `${text} DESC` : text];
      if (!backward) return down ? [`${text} IS NULL`, `${text} DESC`] : [text];
      return down ? [`${text} DESC`] : [`${text} IS NOT NULL`, text];
    })
    .join(', ');
}

/** Rows strictly past a position in the order, on its far side or on its near one. */
export function past(
  cypher: CypherBuilder,
  keys: readonly Written[],
  position: Position,
  side: 'after' | 'before',
): string {
  const values = keys.map((_key, i) => cypher.value(position[i] ?? null));
  const further = ({ text, nullable, descending }: Written, value: string) => {
    const up = descending !== (side === 'after');
    const compared = `${text} ${up ? '>' : '<'} ${value}`;
    if (!nullable) return compared;
    // Nothing lies behind the missing values, and all that is there lies before them.
    return side === 'after'
      ? `(${compared} OR ${text} IS NULL AND ${value} IS NOT NULL)`
      : `(${compared} OR ${text} IS NOT NULL AND ${value} IS NULL)`;
  };
  const same = ({ text, nullable }: Written, value: string) =>
    nullable ? `(${text} = ${value} OR ${text} IS NULL AND ${value} IS NULL)` : `${text} = ${value}`;
  const alternatives = keys.map((key, i) =>
    [...keys.slice(0, i).map((k, j) => same(k, values[j] ?? '')), further(key, values[i] ?? '')].join(' AND '),
  );
  const [first] = keys;
  // Said once more, for the first key alone: an index in that order starts there.
  const start =
    first && !first.nullable && keys.length > 1
      ? [`${first.text} ${first.descending !== (side === 'after') ? '>=' : '<='} ${values[0]}`]
      : [];
  return [...start, `(${alternatives.map((a) => `(${a})`).join(' OR ')})`].join(' AND ');
}
