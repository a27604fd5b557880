import { DOCUMENTS } from '../encoding/names.ts';
import { exactColumn } from '../encoding/values.ts';
import { asBounds } from '../query/nested.ts';
import type { Filter, Operator, Step, Test } from '../query/query.ts';
import { isAmong } from './among.ts';
import { entityIsCertain, relationIsCertain } from './certainty.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { entityIsContested, isCited, relationIsContested } from './evidence.ts';
import { allRelationshipTypes, inState } from './history.ts';
import { asksForRank, relationIsVisible } from './visibility.ts';

const operators: Readonly<Record<Operator, string>> = {
  eq: '=',
  in: 'IN',
  contains: 'CONTAINS',
  startsWith: 'STARTS WITH',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** The variables that a filter is about. */
export interface Variables {
  readonly node: string;
  /** Null if no relation leads to the node. */
  readonly relation: string | null;
  /** The entity that the relation leads from; null if none does. */
  readonly near: string | null;
}

const properties = { start: 'Start', startBy: 'StartBy', endFrom: 'EndFrom', end: 'End' } as const;

/**
 * A filter as a Cypher condition. `negated`: the filter is inside a NOT. In Cypher, a comparison with a missing value is
 * null, and so is its negation, so within a NOT it counts as false.
 */
export function condition(cypher: CypherBuilder, filter: Filter, variables: Variables, negated = false): string {
  const known = (text: string) => (negated ? `coalesce(${text}, false)` : text);
  const of = (side: 'node' | 'relation') => {
    const variable = side === 'node' ? variables.node : variables.relation;
    if (variable === null) throw new Error('expected a relation to filter on; got none');
    return variable;
  };
  // The id of an entity is the same in every state.
  const on = (side: 'node' | 'relation', column: string, make: (holder: string) => string) =>
    side === 'node' && column !== 'id' ? inState(cypher, variables.node, make) : make(of(side));
  switch (filter.kind) {
    case 'all':
    case 'any': {
      const parts = filter.filters.map((part) => condition(cypher, part, variables, negated));
      if (parts.length === 0) return filter.kind === 'all' ? 'true' : 'false';
      return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(filter.kind === 'all' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `NOT ${condition(cypher.negated(), filter.filter, variables, true)}`;
    case 'test':
      return on(filter.side, filter.column, (holder) => {
        const column = `${holder}.${filter.column}`;
        const left = filter.exact ? `coalesce(${holder}.${exactColumn(filter.column)}, ${column})` : column;
        return known(`${left} ${operators[filter.operator]} ${cypher.value(filter.value)}`);
      });
    case 'exists':
      return on(
        filter.side,
        filter.column,
        (holder) => `${holder}.${filter.column} IS ${filter.exists ? 'NOT ' : ''}NULL`,
      );
    case 'item':
      return on(filter.side, filter.tests[0]?.column ?? '', (holder) => item(cypher, filter.tests, holder));
    case 'bound':
      return on(filter.side, filter.field, (holder) => {
        const field = `${holder}.${filter.field}`;
        const bound = field + properties[filter.bound];
        const compared = `${bound} ${operators[filter.operator]} ${cypher.value(filter.value)}`;
        // An open or unknown end has no day; it lies beyond every day.
        const reaches = filter.bound === 'start' ? filter.operator.startsWith('l') : filter.operator.startsWith('g');
        const open = filter.bound === 'start' || filter.bound === 'end';
        return known(open && reaches ? `(${compared} OR ${bound} IS NULL AND ${field} IS NOT NULL)` : compared);
      });
    case 'type':
      return `type(${of('relation')}) IN ${cypher.value(allRelationshipTypes(filter.types))}`;
    case 'within':
    case 'selfOrBelow':
    case 'selfOrAbove':
      throw new Error(`expected "${filter.path}" to be read from the graph first; got it unread`);
    case 'among':
      return isAmong(cypher, filter.ids, `${variables.node}.id`);
    case 'cited':
      return on(filter.side, DOCUMENTS, (holder) => isCited(cypher, filter, holder));
    case 'citedCount':
      return on(
        filter.side,
        DOCUMENTS,
        (holder) => `${isCited(cypher, filter, holder)} ${operators[filter.operator]} ${cypher.value(filter.value)}`,
      );
    case 'contested': {
      const contested =
        filter.side === 'node' ? entityIsContested(cypher, variables.node) : relationIsContested(of('relation'));
      return filter.contested ? contested : `NOT ${contested}`;
    }
    case 'certain': {
      const { asOf } = cypher.timeTravel;
      if (asOf === null) return filter.certain ? 'true' : 'false';
      const { node, relation, near } = variables;
      const entities = filter.of === 'row' ? [node, near].filter((one) => one !== null) : [];
      const parts = [
        ...(relation === null ? [] : [relationIsCertain(cypher, relation, asOf)]),
        ...entities.map((one) => entityIsCertain(cypher, one, asOf)),
        ...(filter.only ? [isAmong(cypher, filter.only, `${node}.id`)] : []),
      ];
      return `${filter.certain ? '' : 'NOT '}coalesce(${parts.join(' AND ')}, false)`;
    }
    case 'prefix': {
      const one = cypher.variable('x');
      return `any(${one} IN ${cypher.value(filter.prefixes)} WHERE ${variables.node}.id STARTS WITH ${one})`;
    }
    case 'related': {
      const every = filter.quantifier === 'every';
      const within = filter.quantifier === 'some' ? cypher : cypher.negated();
      const { pattern, conditions, variables: inner } = stepFrom(within, variables.node, filter.step, filter.filter);
      const nested = every
        ? { patterns: [], conditions: [`NOT ${condition(within.negated(), filter.filter, inner, true)}`] }
        : flattened(within, filter.filter, inner);
      const matches = [pattern, ...nested.patterns].map((one) => `MATCH ${one}`);
      const exists = `EXISTS { ${[...matches, ...whereClause([...conditions, ...nested.conditions])].join(' ')} }`;
      return filter.quantifier === 'some' ? exists : `NOT ${exists}`;
    }
    case 'count': {
      const other = cypher.negated();
      if (other === cypher) return count(cypher, filter, variables);
      const bounded = asBounds(filter);
      if (bounded) return condition(cypher, bounded, variables);
      // "At most two" is certain if no more are possible.
      return count(filter.operator.startsWith('l') ? other : cypher, filter, variables);
    }
  }
}

/** A comparison of the number of related entities that pass a filter. */
function count(
  cypher: CypherBuilder,
  { step, filter, operator, value }: Extract<Filter, { kind: 'count' }>,
  { node }: Variables,
): string {
  const { pattern, conditions } = countedFrom(cypher, node, { step, filter });
  const counted = `COUNT { ${[pattern, ...whereClause(conditions)].join(' ')} }`;
  return `${counted} ${operators[operator]} ${cypher.value(value)}`;
}

/** The filters that must all hold. */
export const conjunction = (filter: Filter): readonly Filter[] =>
  filter.kind === 'all' ? filter.filters.flatMap(conjunction) : [filter];

/**
 * A filter as patterns and conditions. A nested `some` becomes another pattern of the same EXISTS instead of an EXISTS
 * within it, which the embedded engine would evaluate from all nodes for each candidate.
 */
function flattened(
  cypher: CypherBuilder,
  filter: Filter,
  from: Variables,
): { patterns: string[]; conditions: string[] } {
  const patterns: string[] = [];
  const conditions: string[] = [];
  for (const part of conjunction(filter)) {
    if (part.kind !== 'related' || part.quantifier !== 'some') {
      conditions.push(condition(cypher, part, from));
      continue;
    }
    const step = stepFrom(cypher, from.node, part.step, part.filter);
    const nested = flattened(cypher, part.filter, step.variables);
    patterns.push(step.pattern, ...nested.patterns);
    conditions.push(...step.conditions, ...nested.conditions);
  }
  return { patterns, conditions };
}

/** The pattern of a step from a node, the conditions under which its rows are visible, and the variables it binds. */
export function stepFrom(
  cypher: CypherBuilder,
  from: string,
  step: Step,
  filter: Filter | null,
): { pattern: string; conditions: string[]; variables: { node: string; relation: string; near: string } } {
  const variables = { relation: cypher.variable('r'), node: cypher.variable('n'), near: from };
  const pattern = cypher.pattern(from, step, variables.relation, variables.node, asksForRank(filter));
  const conditions = relationIsVisible(cypher, step, variables.relation, variables.node, filter);
  return { pattern, conditions, variables };
}

/** The step to the related entities that count, with the conditions on them. */
export function countedFrom(
  cypher: CypherBuilder,
  from: string,
  { step, filter = null }: { readonly step: Step; readonly filter?: Filter | null },
) {
  const { pattern, conditions, variables } = stepFrom(cypher, from, step, filter);
  const counted = filter ? [condition(cypher, filter, variables)] : [];
  return { pattern, conditions: [...conditions, ...counted], variables };
}

function item(cypher: CypherBuilder, tests: readonly Test[], variable: string): string {
  const [first] = tests;
  if (!first) throw new Error('expected an item with at least one test; got none');
  const i = cypher.variable('i');
  const meets = tests.map(
    ({ column, operator, value }) => `${variable}.${column}[${i}] ${operators[operator]} ${cypher.value(value)}`,
  );
  return `any(${i} IN range(0, size(coalesce(${variable}.${first.column}, [])) - 1) WHERE ${meets.join(' AND ')})`;
}
