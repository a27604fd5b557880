import type { Filter, Operator, Step, Test } from '../query/query.ts';
import { exactColumn } from '../storage/encoding.ts';
import type { CypherBuilder } from './cypher-builder.ts';
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

export interface Variables {
  readonly node: string;
  /** Null where no relation leads to the node. */
  readonly relation: string | null;
}

const properties = { start: 'Start', startBy: 'StartBy', endFrom: 'EndFrom', end: 'End' } as const;

/**
 * A filter as a condition. `negated` says that a NOT stands around it: a comparison with a missing value is neither
 * true nor false to Cypher, and its NOT would not be true either.
 */
export function condition(cypher: CypherBuilder, filter: Filter, variables: Variables, negated = false): string {
  const known = (text: string) => (negated ? `coalesce(${text}, false)` : text);
  const of = (side: 'node' | 'relation') => {
    const variable = side === 'node' ? variables.node : variables.relation;
    if (variable === null) throw new Error('a filter on a relation where none is');
    return variable;
  };
  // An entity keeps its id in every state.
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
      return `NOT ${condition(cypher, filter.filter, variables, true)}`;
    case 'test':
      return on(filter.side, filter.column, (holder) => {
        const column = `${holder}.${filter.column}`;
        const left = filter.exact ? `coalesce(${holder}.${exactColumn(filter.column)}, ${column})` : column;
        return known(`${left} ${operators[filter.operator]} ${cypher.value(filter.value)}`);
      });
    case 'stated':
      return on(
        filter.side,
        filter.column,
        (holder) => `${holder}.${filter.column} IS ${filter.stated ? 'NOT ' : ''}NULL`,
      );
    case 'item':
      return on(filter.side, filter.tests[0]?.column ?? '', (holder) => item(cypher, filter.tests, holder));
    case 'bound':
      return on(filter.side, filter.field, (holder) => {
        const field = `${holder}.${filter.field}`;
        const bound = field + properties[filter.bound];
        const compared = `${bound} ${operators[filter.operator]} ${cypher.value(filter.value)}`;
        // An open or unknown end has no day, and reaches further than any.
        const reaches = filter.bound === 'start' ? filter.operator.startsWith('l') : filter.operator.startsWith('g');
        const open = filter.bound === 'start' || filter.bound === 'end';
        return known(open && reaches ? `(${compared} OR ${bound} IS NULL AND ${field} IS NOT NULL)` : compared);
      });
    case 'type':
      return `type(${of('relation')}) IN ${cypher.value(allRelationshipTypes(filter.types))}`;
    case 'prefix': {
      const one = cypher.variable('x');
      return `any(${one} IN ${cypher.value(filter.prefixes)} WHERE ${variables.node}.id STARTS WITH ${one})`;
    }
    case 'related': {
      const every = filter.quantifier === 'every';
      const [pattern, where, inner] = far(cypher, filter, variables.node);
      const [matches, wanted] = every
        ? [[], [`NOT ${condition(cypher, filter.filter, inner, true)}`]]
        : onTheWay(cypher, filter.filter, inner);
      const exists = `EXISTS { ${[pattern, ...matches].map((one) => `MATCH ${one}`).join(' ')}${whereOf([...where, ...wanted])} }`;
      return filter.quantifier === 'some' ? exists : `NOT ${exists}`;
    }
    case 'count': {
      const [pattern, where, inner] = far(cypher, filter, variables.node);
      const conditions = filter.filter ? [...where, condition(cypher, filter.filter, inner)] : where;
      const counted = `COUNT { ${pattern}${whereOf(conditions)} }`;
      return `${counted} ${operators[filter.operator]} ${cypher.value(filter.value)}`;
    }
  }
}

const whereOf = (conditions: readonly string[]) => {
  const said = conditions.filter((text) => text !== 'true');
  return said.length > 0 ? ` WHERE ${said.join(' AND ')}` : '';
};

/** The conditions that all have to hold. */
export const conjunction = (filter: Filter): readonly Filter[] =>
  filter.kind === 'all' ? filter.filters.flatMap(conjunction) : [filter];

/**
 * A filter as patterns and conditions. What something has to be related to becomes a pattern of the same EXISTS and no
 * EXISTS within it, which the embedded engine would start anew, from all nodes, for each candidate.
 */
function onTheWay(cypher: CypherBuilder, filter: Filter, from: Variables): [matches: string[], where: string[]] {
  const matches: string[] = [];
  const where: string[] = [];
  for (const part of conjunction(filter)) {
    if (part.kind !== 'related' || part.quantifier !== 'some') {
      where.push(condition(cypher, part, from));
      continue;
    }
    const [pattern, there, inner] = far(cypher, part, from.node);
    const [more, wanted] = onTheWay(cypher, part.filter, inner);
    matches.push(pattern, ...more);
    where.push(...there, ...wanted);
  }
  return [matches, where];
}

/** The pattern of a step from a node, under which conditions it is there, and the variables at its far end. */
export function far(
  cypher: CypherBuilder,
  { step, filter }: { readonly step: Step; readonly filter: Filter | null },
  from: string,
): [pattern: string, where: string[], variables: { node: string; relation: string }] {
  const variables = { relation: cypher.variable('r'), node: cypher.variable('n') };
  const pattern = cypher.pattern(from, step, variables.relation, variables.node, asksForRank(filter));
  return [pattern, relationIsVisible(cypher, step, variables.relation, variables.node, filter), variables];
}

function item(cypher: CypherBuilder, tests: readonly Test[], variable: string): string {
  const [first] = tests;
  if (!first) throw new Error('an item without a test');
  const i = cypher.variable('i');
  const meets = tests.map(
    ({ column, operator, value }) => `${variable}.${column}[${i}] ${operators[operator]} ${cypher.value(value)}`,
  );
  return `any(${i} IN range(0, size(coalesce(${variable}.${first.column}, [])) - 1) WHERE ${meets.join(' AND ')})`;
}
