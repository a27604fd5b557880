import { columns } from '../encoding/values.ts';
import { type Across, type Grouping, type GroupKey, type Step, type Sum, stepKey } from '../query/query.ts';
import { rowIsCertain } from './certainty.ts';
import { condition, countedFrom, stepFrom } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { stateOf, typeOfRelation } from './history.ts';
import { exactSum, type RowVariables } from './orders.ts';

/** Sums and groups of a list, of its rows or across the relations that lead on from them. */

/** The rows that a list is made of: those of its pattern, from its parent or from all entities of its type. */
export interface RowSource extends RowVariables {
  /** The variables of a row. */
  readonly rows: readonly string[];
  /** The clauses that match the rows, before WHERE. */
  readonly matches: readonly string[];
  readonly conditions: readonly string[];
  /** The clauses that bind `state`, if it is not the node itself. */
  readonly bindState: readonly string[];
  /** The variables that its CALL imports. */
  readonly scope: string;
}

const amountsOf = (sum: Pick<Sum, 'field'>, holder: string) =>
  columns(sum.field, 'money').map((column) => `${holder}.${column}`) as [string, string, string];

/** Adds up a money field of distinct holders: a list of { currency, whole, thousandths, approximate }. */
export function addedUp(cypher: CypherBuilder, sum: Pick<Sum, 'field'>, holder: string): string {
  const [amounts, currencies, approximate] = amountsOf(sum, holder);
  const i = cypher.variable('i');
  const [whole, thousandths] = exactSum(`${amounts}[${i}]`);
  return [
    `UNWIND range(0, size(coalesce(${currencies}, [])) - 1) AS ${i}`,
    `WITH ${currencies}[${i}] AS currency, ${whole} AS whole, ${thousandths} AS thousandths, max(CASE WHEN ${approximate}[${i}] THEN 1 ELSE 0 END) AS approximate`,
    'ORDER BY currency',
    'RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1})',
  ].join('\n');
}

/** What a sum adds up, as variables. */
interface Holders {
  /** The CALL clauses that collect it. */
  readonly calls: readonly string[];
  /** The list to import. */
  readonly list: string;
  /** The clauses that bind `holder` to each once. */
  readonly clauses: readonly string[];
  readonly holder: string;
}

/** What a sum across relations adds up, from a list of distinct entities. */
function holdersAcross(cypher: CypherBuilder, sum: Pick<Sum, 'side'>, across: Across, rows: string): Holders {
  const one = cypher.variable('o');
  const { pattern, conditions, variables } = countedFrom(cypher, one, across);
  const clauses = [`UNWIND ${rows} AS ${one}`, `MATCH ${pattern}`, ...whereClause(conditions)];
  // Distinct entities have distinct relations.
  if (sum.side === 'relation') return { calls: [], list: rows, clauses, holder: variables.relation };
  const [found, holder] = [cypher.variable('w'), cypher.variable('o')];
  const past = stateOf(cypher, variables.node);
  const state = past === variables.node ? past : cypher.variable('y');
  const bound = past === state ? [] : [`WITH ${past} AS ${state}`];
  return {
    calls: [`CALL (${rows}) { ${[...clauses, ...bound, `RETURN collect(DISTINCT ${state}) AS ${found}`].join('\n')} }`],
    list: found,
    clauses: [`UNWIND ${found} AS ${holder}`],
    holder,
  };
}

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

/** A related entity that keys of groups are about, with the relation that leads to it. */
interface Joined {
  readonly relation: string;
  readonly node: string;
  /** Holds the properties of the entity. */
  readonly state: string;
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

/** The names of the keys in a group's result. */
const KEYS = ['key', 'other'];

/** Compiles one `groups` of a list. */
class GroupCall {
  readonly #cypher: CypherBuilder;
  readonly #grouping: Grouping;
  readonly #source: RowSource;
  readonly #joins = new Map<string, Joined>();
  readonly #matches: string[] = [];
  /** The variable of a key that says what is certain; null if there is none. */
  readonly #certain: string | null;
  /** The variables that hold collected rows, by what they hold. */
  readonly #collected = new Map<string, string>();

  constructor(cypher: CypherBuilder, grouping: Grouping, source: RowSource) {
    this.#cypher = cypher;
    this.#grouping = grouping;
    this.#source = source;
    const isByCertain = grouping.keys.some(({ value }) => value.kind === 'certain');
    this.#certain = isByCertain ? cypher.variable('c') : null;
  }

  text(name: string): string {
    const { keys, only, order, descending, skip, limit, sums, counts, numberOf } = this.#grouping;
    const cypher = this.#cypher;
    const { scope, node, relation, matches, conditions, bindState } = this.#source;
    const expressions = this.#keys(keys, only);
    const groups = keys.map(() => cypher.variable('g'));
    const named = groups.map((group, i) => `${expressions[i]} AS ${group}`);
    const found = [...matches, ...whereClause([...conditions, ...this.#filters(only)]), ...bindState, ...this.#matches];
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
    const ordered = typeof order === 'object' ? this.#orderBySum(order.sum, order.currency) : null;
    const parts: readonly GroupPart[] = [
      ...Object.entries(sums).map(([alias, sum]) =>
        // The sum that orders the groups is known already.
        ordered && JSON.stringify(sum) === ordered.sum
          ? { alias, calls: [], result: ordered.added }
          : this.#sum(sum, alias),
      ),
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
      `ORDER BY ${(order === 'KEY' ? byKey : byNumber).join(', ')}${skip > 0 ? ` SKIP ${cypher.value(skip)}` : ''} LIMIT ${cypher.value(limit)}`,
      ...parts.flatMap(({ calls }) => calls),
      `RETURN collect({${result.join(', ')}}) AS ${name}`,
      '}',
    ].join('\n');
  }

  /** The expressions of the keys. Adds the clauses that match the related entities that they are about. */
  #keys(keys: readonly GroupKey[], only: readonly Across[]): readonly string[] {
    const { node, relation, state } = this.#source;
    const near = { node, relation: `${relation}`, state };
    const steps = keys.flatMap(({ through, value }) =>
      through ? [through] : value.kind === 'related' ? [value.step] : [],
    );
    // First what leaves members out, so that the rest has fewer to match.
    const isRequired = (step: Step) => only.some((one) => stepKey(one.step) === stepKey(step));
    for (const step of [...steps.filter(isRequired), ...steps]) this.#join(node, step, only);
    const expressions = keys.map(({ through, value }) => {
      const joined = through ? this.#join(node, through, only) : near;
      if (value.kind === 'related') return `${this.#join(joined.node, value.step, only).node}.id`;
      if (value.kind === 'type') return typeOfRelation(joined.relation);
      if (value.kind === 'certain') return `${this.#certain}`;
      const holder = value.side === 'relation' ? joined.relation : joined.state;
      return value.kind === 'year' ? `substring(${holder}.${value.field}Start, 0, 4)` : `${holder}.${value.column}`;
    });
    if (this.#certain) {
      const { rows } = this.#source;
      const joined = [...this.#joins.values()].flatMap((one) => [one.relation, one.node]);
      const { near: from, relation } = this.#source;
      const reached = from === null || relation === null ? null : { near: from, relation };
      const certain = `CASE WHEN ${rowIsCertain(this.#cypher, this.#source.state, reached)} THEN 'true' ELSE 'false' END`;
      // The embedded engine groups by this expression only if it is a variable.
      this.#matches.push(`WITH ${[...rows, ...joined].join(', ')}, ${certain} AS ${this.#certain}`);
    }
    const joins = [...this.#joins.values()];
    const past = joins.filter((joined) => joined.state !== joined.node);
    if (past.length > 0) {
      const certain = this.#certain ? [this.#certain] : [];
      const kept = [...this.#source.rows, ...certain, ...joins.flatMap((joined) => [joined.relation, joined.node])];
      const states = past.map((joined) => `${stateOf(this.#cypher, joined.node)} AS ${joined.state}`);
      this.#matches.push(`WITH ${[...kept, ...states].join(', ')}`);
    }
    return keys.map((key, i) => (key.rollUp ? this.#rollUp(key.rollUp, `${expressions[i]}`) : `${expressions[i]}`));
  }

  /** Repeats each row for the entities that its key is a part of. */
  #rollUp({ above }: NonNullable<GroupKey['rollUp']>, key: string): string {
    if (!above) throw new Error('expected the entities above a key to be read from the graph first; got none');
    const one = this.#cypher.variable('u');
    this.#matches.push(`UNWIND coalesce(${this.#cypher.value(above)}[${key}], [${key}]) AS ${one}`);
    return one;
  }

  #join(from: string, step: Step, only: readonly Across[]): Joined {
    const id = `${from} ${stepKey(step)}`;
    const known = this.#joins.get(id);
    if (known) return known;
    const cypher = this.#cypher;
    const across = from === this.#source.node ? only.find((one) => stepKey(one.step) === stepKey(step)) : undefined;
    const { pattern, conditions, variables } = across
      ? countedFrom(cypher, from, across)
      : stepFrom(cypher, from, step, null);
    // Rows without a related entity form a group too, unless only some related entities count.
    this.#matches.push(`${across ? '' : 'OPTIONAL '}MATCH ${pattern}`, ...whereClause(conditions));
    const isPast = cypher.timeTravel.known !== null;
    const joined = { ...variables, state: isPast ? cypher.variable('y') : variables.node };
    this.#joins.set(id, joined);
    return joined;
  }

  /** Members without a relation that counts are left out; a relation that a key follows is matched anyway. */
  #filters(only: readonly Across[]): readonly string[] {
    const { node, relation, near } = this.#source;
    return only
      .filter(({ step }) => !this.#joins.has(`${node} ${stepKey(step)}`))
      .map(({ step, filter }) =>
        condition(
          this.#cypher,
          { kind: 'related', step, quantifier: 'some', filter: filter ?? { kind: 'all', filters: [] } },
          { node, relation, near },
        ),
      );
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
    const joined = sum.across ? this.#joins.get(`${node} ${stepKey(sum.across.step)}`) : { relation, state };
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

  #count(across: Across, alias: string): GroupPart {
    const joined = this.#joins.get(`${this.#source.node} ${stepKey(across.step)}`);
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

/** Reads the groups of a list, or how many there are. */
export const groupCall = (cypher: CypherBuilder, grouping: Grouping, source: RowSource, name: string): string =>
  new GroupCall(cypher, grouping, source).text(name);
