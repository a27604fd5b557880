import { rollsUp } from '../query/hierarchies.ts';
import type { Across, Grouping, Sum } from '../query/query.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { KeyedRows, type RowSource } from './group-keys.ts';
import { membersCall } from './group-members.ts';
import { addedUp, foundAcross, type Holders, holdersAcross } from './sums.ts';

/** Sums and groups of a list, of its rows or across the relations that lead on from them. */

/** A sum over all rows of a list. `isDistinct`: its rows are distinct already. */
export function sumCall(
  cypher: CypherBuilder,
  sum: Sum,
  source: RowSource,
  { isDistinct }: { readonly isDistinct: boolean },
  name: string,
): string {
  const { scope, matches, conditions, bindState, state, relation, node } = source;
  const found = [...matches, ...whereClause(conditions), ...bindState];
  if (sum.across) {
    const rows = cypher.variable('w');
    const { calls, clauses, holder } = holdersAcross(cypher, sum, sum.across, rows);
    return [
      `CALL (${scope}) {`,
      ...found,
      `WITH collect(DISTINCT ${node}) AS ${rows}`,
      ...calls,
      ...clauses,
      `${addedUp(cypher, sum, holder)} AS ${name}`,
      '}',
    ].join('\n');
  }
  const holder = sum.side === 'node' ? state : `${relation}`;
  const distinct = isDistinct ? [] : [`WITH DISTINCT ${holder}`];
  return [`CALL (${scope}) {`, ...found, ...distinct, `${addedUp(cypher, sum, holder)} AS ${name}`, '}'].join('\n');
}

/** What is read of each group besides its keys. */
interface GroupPart {
  readonly alias: string;
  /** An aggregate over the rows of the group. */
  readonly aggregate?: string;
  /** The clauses that compute it from what is collected, once the groups are cut. */
  readonly calls: readonly string[];
  /** The variable that holds it, if it is not the alias. */
  readonly result?: string;
}

/** The alias of the numbers whose sum orders the groups, if they are not among their sums (see Grouping.numbered). */
export const ORDERING = 'ordering';

/** The names of the keys in a group's result. */
const KEYS = ['key', 'other'];

/** Compiles one `groups` of a list. */
class GroupCall {
  readonly #cypher: CypherBuilder;
  readonly #grouping: Grouping;
  readonly #source: RowSource;
  readonly #keyed: KeyedRows;
  /** The variables that hold collected rows, by what they hold. */
  readonly #collected = new Map<string, string>();

  constructor(cypher: CypherBuilder, grouping: Grouping, source: RowSource) {
    this.#cypher = cypher;
    this.#grouping = grouping;
    this.#source = source;
    this.#keyed = new KeyedRows(cypher, grouping, source);
  }

  text(name: string): string {
    const { keys, order, descending, skip, limit, sums, counts, numbered, numberOf } = this.#grouping;
    const cypher = this.#cypher;
    const { scope, node, relation } = this.#source;
    const { expressions, clauses: found } = this.#keyed;
    const groups = keys.map(() => cypher.variable('g'));
    const named = groups.map((group, i) => `${expressions[i]} AS ${group}`);
    if (numberOf) {
      const each = `WITH ${named.join(', ')}, count(*) AS number`;
      const member = cypher.variable('m');
      const several = [
        `WITH ${relation ?? node} AS ${member}, count(DISTINCT [${expressions.join(', ')}]) AS number`,
        'WHERE number > 1',
      ];
      const counted = numberOf === 'GROUPS' ? [each] : several;
      return [`CALL (${scope}) {`, ...found, ...counted, `RETURN count(*) AS ${name}`, '}'].join('\n');
    }
    const ordered = typeof order === 'object' && !numbered ? this.#orderBySum(order.sum, order.currency) : null;
    const parts: readonly GroupPart[] = [
      ...Object.entries(numbered ? this.#allSums() : sums).map(([alias, sum]) => {
        if (numbered) return this.#numbers(sum, alias);
        // The sum that orders the groups is known already.
        const isOrder = ordered && JSON.stringify(sum) === ordered.sum;
        return isOrder ? { alias, calls: [], result: ordered.added } : this.#sum(sum, alias);
      }),
      ...Object.entries(counts).map(([alias, across]) => this.#count(across, alias)),
    ];
    const numbers = [
      { alias: 'number', aggregate: `count(DISTINCT ${relation ?? node})` },
      ...parts.flatMap(({ alias, aggregate }) => (aggregate ? [{ alias, aggregate }] : [])),
      ...[...this.#collected].map(([what, rows]) => ({ alias: rows, aggregate: `collect(DISTINCT ${what})` })),
    ];
    const down = descending ? ' DESC' : '';
    const byKey = groups.flatMap((group) => (descending ? [`${group} IS NULL`, `${group} DESC`] : [group]));
    const byNumber = [
      ...(ordered ? [`${ordered.key} IS NULL`, `${ordered.key}${down}`] : [`number${down}`]),
      ...groups,
    ];
    const result = [
      ...groups.map((group, i) => `${KEYS[i]}: ${group}`),
      'number: number',
      ...parts.map(({ alias, result = alias }) => `${alias}: ${result}`),
    ];
    const isCut = !(numbered && typeof order === 'object');
    return [
      `CALL (${scope}) {`,
      ...found,
      `WITH ${[...named, ...numbers.map(({ alias, aggregate }) => `${aggregate} AS ${alias}`)].join(', ')}`,
      ...(ordered
        ? [
            ...ordered.calls,
            `WITH ${[...groups, ...numbers.map(({ alias }) => alias), ordered.added, ordered.computed].join(', ')}`,
          ]
        : []),
      ...(isCut
        ? [
            `ORDER BY ${(order === 'KEY' ? byKey : byNumber).join(', ')}${skip > 0 ? ` SKIP ${cypher.value(skip)}` : ''} LIMIT ${cypher.value(limit)}`,
          ]
        : []),
      ...parts.flatMap(({ calls }) => calls),
      `RETURN collect({${result.join(', ')}}) AS ${name}`,
      '}',
    ].join('\n');
  }

  /**
   * The variable of the collected distinct values of an expression. They are collected before they are unwound: with
   * DISTINCT after the UNWIND, the embedded engine copies the whole list into each row, which took 20 GB for 35,000 rows.
   */
  #collect(what: string): string {
    const known = this.#collected.get(what) ?? this.#cypher.variable('w');
    this.#collected.set(what, known);
    return known;
  }

  /** The clauses that bind what a sum adds up in one group, and its variable. */
  #holders(sum: Sum): Holders {
    const cypher = this.#cypher;
    const { node, relation, state } = this.#source;
    const joined = sum.across ? this.#keyed.joined(sum.across.step) : { relation, state };
    if (sum.across && !joined) {
      return holdersAcross(cypher, sum, sum.across, this.#collect(node));
    }
    const list = this.#collect(sum.side === 'node' ? `${joined?.state}` : `${joined?.relation}`);
    const holder = cypher.variable('o');
    return { list, calls: [], clauses: [`UNWIND ${list} AS ${holder}`], holder };
  }

  #sum(sum: Sum, alias: string): GroupPart {
    const { list, calls, clauses, holder } = this.#holders(sum);
    const added = `${addedUp(this.#cypher, sum, holder)} AS ${alias}`;
    return { alias, calls: [...calls, `CALL (${list}) { ${clauses.join('\n')} ${added} }`] };
  }

  /** The sums to read as numbers, by alias, the one that orders the groups included. */
  #allSums(): Readonly<Record<string, Sum>> {
    const { sums, order } = this.#grouping;
    if (typeof order !== 'object') return sums;
    const text = JSON.stringify(order.sum);
    return Object.values(sums).some((sum) => JSON.stringify(sum) === text) ? sums : { ...sums, [ORDERING]: order.sum };
  }

  /** The numbers of what a sum adds up. */
  #numbers(sum: Sum, alias: string): GroupPart {
    const { node, relation } = this.#source;
    const joined = sum.across ? this.#keyed.joined(sum.across.step) : { relation, node };
    if (joined) {
      const holder = sum.side === 'node' ? joined.node : joined.relation;
      return { alias, calls: [], aggregate: `collect(DISTINCT id(${holder}))` };
    }
    const list = this.#collect(node);
    const { clauses, holder } = foundAcross(this.#cypher, sum, sum.across as Across, list);
    const collected = `collect(${sum.side === 'node' ? 'DISTINCT ' : ''}id(${holder}))`;
    return { alias, calls: [`CALL (${list}) { ${clauses.join('\n')} RETURN ${collected} AS ${alias} }`] };
  }

  #count(across: Across, alias: string): GroupPart {
    const joined = this.#keyed.joined(across.step);
    if (joined) return { alias, calls: [], aggregate: `count(DISTINCT ${joined.relation})` };
    const list = this.#collect(this.#source.node);
    const { clauses } = holdersAcross(this.#cypher, { side: 'relation' }, across, list);
    return { alias, calls: [`CALL (${list}) { ${clauses.join('\n')} RETURN count(*) AS ${alias} }`] };
  }

  /** What orders groups by a sum: computed before the groups are cut. */
  #orderBySum(sum: Sum, currency: string) {
    const cypher = this.#cypher;
    const [key, one, added] = ['k', 'x', 's'].map((prefix) => cypher.variable(prefix)) as [string, string, string];
    const { calls } = this.#sum(sum, added);
    const total = `${one}.whole + ${one}.thousandths / 1000.0`;
    const inCurrency = `head([${one} IN ${added} WHERE ${one}.currency = ${cypher.value(currency)} | ${total}])`;
    return { calls, added, computed: `${inCurrency} AS ${key}`, key, sum: JSON.stringify(sum) };
  }
}

/** Reads the groups of a list, or how many there are; of groups that roll up, their members. */
export const groupCall = (cypher: CypherBuilder, grouping: Grouping, source: RowSource, name: string): string =>
  rollsUp(grouping) ? membersCall(cypher, grouping, source, name) : new GroupCall(cypher, grouping, source).text(name);
