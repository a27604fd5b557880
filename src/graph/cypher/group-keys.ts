import { type Across, type Grouping, type GroupKey, type Step, stepKey } from '../query/query.ts';
import { isAmong } from './among.ts';
import { rowIsCertain } from './certainty.ts';
import { condition, countedFrom, stepFrom } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { stateOf, typeOfRelation } from './history.ts';
import type { RowVariables } from './orders.ts';

/** What groups of a list have in common: the keys of its rows, and the related entities that they are about. */

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

/** A related entity that keys of groups are about, with the relation that leads to it. */
export interface Joined {
  readonly relation: string;
  readonly node: string;
  /** Holds the properties of the entity. */
  readonly state: string;
}

/** The relations that keys follow from the rows. */
export const stepsOf = (keys: readonly GroupKey[]): readonly Step[] =>
  keys.flatMap(({ through, value }) => through ?? (value.kind === 'related' ? value.step : []));

/** The keys of one `groups` of a list. */
export class KeyedRows {
  readonly #cypher: CypherBuilder;
  readonly #source: RowSource;
  readonly #joins = new Map<string, Joined>();
  readonly #matches: string[] = [];
  /** The variable of a key that says what is certain; null if there is none. */
  readonly #certain: string | null;
  /** The expressions of the keys. */
  readonly expressions: readonly string[];
  /** The clauses that match the rows with what their keys are about. */
  readonly clauses: readonly string[];

  constructor(cypher: CypherBuilder, { keys, only }: Grouping, source: RowSource) {
    this.#cypher = cypher;
    this.#source = source;
    const isByCertain = keys.some(({ value }) => value.kind === 'certain');
    this.#certain = isByCertain ? cypher.variable('c') : null;
    this.expressions = this.#keys(keys, only);
    const { matches, conditions, bindState } = source;
    this.clauses = [
      ...matches,
      ...whereClause([...conditions, ...this.#filters(only)]),
      ...bindState,
      ...this.#matches,
    ];
  }

  /** The related entity that a step from the rows leads to, if a key is about it. */
  joined(step: Step): Joined | undefined {
    return this.#joins.get(`${this.#source.node} ${stepKey(step)}`);
  }

  /** The expressions of the keys. Adds the clauses that match the related entities that they are about. */
  #keys(keys: readonly GroupKey[], only: readonly Across[]): readonly string[] {
    const { node, relation, state } = this.#source;
    const near = { node, relation: `${relation}`, state };
    const steps = stepsOf(keys);
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
      const only = keys.flatMap(({ value }) => (value.kind === 'certain' && value.only ? [value.only] : []));
      const conditions = [
        rowIsCertain(this.#cypher, this.#source),
        ...only.map((ids) => isAmong(this.#cypher, ids, `${node}.id`)),
      ];
      const certain = `CASE WHEN ${conditions.join(' AND ')} THEN 'true' ELSE 'false' END`;
      // The embedded engine groups by this expression only if it is a variable.
      this.#matches.push(`WITH ${[...this.#variables(), `${certain} AS ${this.#certain}`].join(', ')}`);
    }
    const past = [...this.#joins.values()].filter((joined) => joined.state !== joined.node);
    if (past.length > 0) {
      const certain = this.#certain ? [this.#certain] : [];
      const states = past.map((joined) => `${stateOf(this.#cypher, joined.node)} AS ${joined.state}`);
      this.#matches.push(`WITH ${[...this.#variables(), ...certain, ...states].join(', ')}`);
    }
    return expressions;
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
    if (!across) this.#matches.push(...this.#withoutPossible(from, step, variables));
    const isPast = cypher.timeTravel.known !== null;
    const joined = { ...variables, state: isPast ? cypher.variable('y') : variables.node };
    this.#joins.set(id, joined);
    return joined;
  }

  /**
   * The clauses that leave out rows whose related entities are merely possible: that they have none is not certain, so they
   * do not belong to the group of those without one.
   */
  #withoutPossible(from: string, step: Step, found: Pick<Joined, 'relation' | 'node'>): readonly string[] {
    const possible = this.#cypher.negated();
    if (possible === this.#cypher) return [];
    const { pattern, conditions } = stepFrom(possible, from, step, null);
    const exists = `EXISTS { ${[`MATCH ${pattern}`, ...whereClause(conditions)].join(' ')} }`;
    const kept = [...this.#variables(), found.relation, found.node];
    return [`WITH ${kept.join(', ')}`, `WHERE ${found.node} IS NOT NULL OR NOT ${exists}`];
  }

  /** The variables of the rows and of what is joined to them. */
  #variables(): readonly string[] {
    return [...this.#source.rows, ...[...this.#joins.values()].flatMap(({ relation, node }) => [relation, node])];
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
}
