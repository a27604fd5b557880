import { ANY } from '../../ontology/ontology.ts';
import type { Value } from '../port/graph.ts';
import type { Filter, Step } from '../query/query.ts';
import { condition, conjunction } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { asksForRank, entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * Where the search for a list starts. "Institutions in projects with somebody from Korea" can test every institution, or
 * start at the people from Korea and walk back. Testing reads all institutions however few match; walking back reads
 * what is near the index hits, and at worst each relation on the path once. So a filter that leads to an equality is
 * walked back from there.
 */

type Related = Extract<Filter, { kind: 'related' }>;

const isEquality = (filter: Filter) =>
  filter.kind === 'among' ||
  (filter.kind === 'test' && filter.side === 'node' && (filter.operator === 'eq' || filter.operator === 'in'));

/** The ids that a filter names; null if it is about something else. */
function idsOf(filter: Filter): readonly Value[] | null {
  if (filter.kind === 'among') return filter.ids;
  return filter.kind === 'test' && isEquality(filter) && filter.column === 'id' ? [filter.value].flat() : null;
}

export const isStartPoint = (filter: Filter): filter is Related =>
  filter.kind === 'related' &&
  filter.quantifier === 'some' &&
  conjunction(filter.filter).some((part) => isEquality(part) || isStartPoint(part));

/** Whether a filter tests the relation that leads to the entity, so that it must wait until that is matched. */
export function isOfRelation(filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.filters.some(isOfRelation);
    case 'not':
      return isOfRelation(filter.filter);
    case 'type':
    case 'certain':
      return true;
    case 'test':
    case 'exists':
    case 'item':
    case 'bound':
    case 'cited':
    case 'citedCount':
    case 'contested':
      return filter.side === 'relation';
    default:
      return false;
  }
}

/** A match of the entities of a type. */
interface Scan {
  readonly clauses: readonly string[];
  readonly conditions: readonly string[];
  /** The filters that the clauses do not apply. */
  readonly rest: readonly Filter[];
}

/** Matches entities of a type; by id if the filters name ids, as an index on another filter could find far more. */
export function scan(cypher: CypherBuilder, type: string, node: string, filters: readonly Filter[]): Scan {
  const byId = filters.find(idsOf);
  const named = byId && idsOf(byId);
  if (!named) return { clauses: [`MATCH (${node}:${cypher.label(type)})`], conditions: [], rest: filters };
  const id = cypher.variable('i');
  const ids = [...new Set(named)];
  return {
    clauses: [`UNWIND ${cypher.value(ids)} AS ${id}`, `MATCH (${node}:Entity {id: ${id}})`],
    conditions: type === ANY ? [] : [`${node}:${cypher.label(type)}`],
    rest: filters.filter((filter) => filter !== byId),
  };
}

/** Clauses that find the candidates of a list from the far end of a filter. */
export interface StartPoint {
  /** Clauses that bind `node` to each entity that passes one of the filters, once. */
  readonly clauses: readonly string[];
  /** The filters that the clauses do not apply. */
  readonly rest: readonly Filter[];
}

/** Walks back to entities of a type from where a filter leads; null if no filter leads to an equality. */
export function startPoint(cypher: CypherBuilder, filter: Filter, type: string, node: string): StartPoint | null {
  const parts = conjunction(filter);
  const related = parts.find(isStartPoint);
  if (!related) return null;
  return { clauses: walkBack(cypher, related, type, node), rest: parts.filter((part) => part !== related) };
}

function walkBack(cypher: CypherBuilder, { step, filter }: Related, type: string, node: string): string[] {
  const [relation, far] = [cypher.variable('r'), cypher.variable('n')];
  const further = startPoint(cypher, filter, step.target, far);
  const parts = further ? further.rest : conjunction(filter);
  const variables = { node: far, relation, near: node };
  const [late, early] = [parts.filter(isOfRelation), parts.filter((part) => !isOfRelation(part))];
  const start = further
    ? { clauses: [...further.clauses, ...(early.length > 0 ? [`WITH ${far}`] : [])], conditions: [], rest: early }
    : scan(cypher, step.target, far, early);
  const visible = further ? [] : entityIsVisible(cypher, step.target, far);
  return [
    ...start.clauses,
    ...whereClause([...start.conditions, ...visible, ...start.rest.map((part) => condition(cypher, part, variables))]),
    `MATCH ${reversed(cypher, step, type, { node, relation, far, deprecated: asksForRank(filter) })}`,
    ...whereClause([
      ...relationIsVisible(cypher, step, relation, far, filter),
      ...late.map((part) => condition(cypher, part, variables)),
    ]),
    `WITH DISTINCT ${node}`,
  ];
}

/** The pattern of a step from its far end, which is bound: the embedded engine matches patterns from the left. */
export function reversed(
  cypher: CypherBuilder,
  step: Step,
  type: string,
  {
    node,
    relation,
    far,
    deprecated,
  }: { readonly node: string; readonly relation: string; readonly far: string; readonly deprecated: boolean },
): string {
  const opposite = { OUT: 'IN', IN: 'OUT', BOTH: 'BOTH' } as const;
  const back = { types: step.types, direction: opposite[step.direction], target: type };
  return cypher.pattern(far, back, relation, node, deprecated);
}
