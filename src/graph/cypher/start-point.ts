import { ANY } from '../../ontology/ontology.ts';
import type { Filter, Step } from '../query/query.ts';
import { condition, conjunction } from './conditions.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { asksForRank, entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * From which end a list is found. "Institutions in projects with somebody from Korea" can ask each institution, or begin
 * with those from Korea and walk back. Asking each reads them all however few are found; walking back reads what is
 * near what an index finds, and at the worst each relation of the way once. So a filter that leads to something equal to
 * a value is walked back from there.
 */

type Related = Extract<Filter, { kind: 'related' }>;

const isEquality = (filter: Filter): filter is Extract<Filter, { kind: 'test' }> =>
  filter.kind === 'test' && filter.side === 'node' && (filter.operator === 'eq' || filter.operator === 'in');

const isApproach = (filter: Filter): filter is Related =>
  filter.kind === 'related' &&
  filter.quantifier === 'some' &&
  conjunction(filter.filter).some((part) => isEquality(part) || isApproach(part));

/** What of a filter is about the relation that leads to the entity, and so has to wait for it. */
function isOfRelation(filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.filters.some(isOfRelation);
    case 'not':
      return isOfRelation(filter.filter);
    case 'type':
      return true;
    case 'test':
    case 'stated':
    case 'item':
    case 'bound':
      return filter.side === 'relation';
    default:
      return false;
  }
}

/** Clauses that find entities of a type, what has to hold of them, and what of a filter is still to be asked. */
interface Start {
  readonly clauses: readonly string[];
  readonly where: readonly string[];
  readonly rest: readonly Filter[];
}

/** Entities by their ids where the filter gives these: an index would otherwise find all that meet some other part of it. */
export function start(cypher: CypherBuilder, type: string, node: string, parts: readonly Filter[]): Start {
  const given = parts.find((part) => isEquality(part) && part.column === 'id');
  if (!given || !isEquality(given))
    return { clauses: [`MATCH (${node}:${cypher.label(type)})`], where: [], rest: parts };
  const id = cypher.variable('i');
  const ids = [...new Set([given.value].flat())];
  return {
    clauses: [`UNWIND ${cypher.value(ids)} AS ${id}`, `MATCH (${node}:Entity {id: ${id}})`],
    where: type === ANY ? [] : [`${node}:${cypher.label(type)}`],
    rest: parts.filter((part) => part !== given),
  };
}

export interface StartPoint {
  /** Clauses after which `node` is each entity that the part of the filter which they are made of lets through, once. */
  readonly clauses: readonly string[];
  /** What of the filter is still to be asked. */
  readonly rest: readonly Filter[];
}

/** The way back to the entities of a type from what a filter leads to; null where it leads to nothing that is found at once. */
export function startPoint(cypher: CypherBuilder, filter: Filter, type: string, node: string): StartPoint | null {
  const parts = conjunction(filter);
  const way = parts.find(isApproach);
  if (!way) return null;
  return { clauses: back(cypher, way, type, node), rest: parts.filter((part) => part !== way) };
}

function back(cypher: CypherBuilder, { step, filter }: Related, type: string, node: string): string[] {
  const [relation, far] = [cypher.variable('r'), cypher.variable('n')];
  const further = startPoint(cypher, filter, step.target, far);
  const parts = further ? further.rest : conjunction(filter);
  const variables = { node: far, relation };
  const [late, early] = [parts.filter(isOfRelation), parts.filter((part) => !isOfRelation(part))];
  const begun = further
    ? { clauses: [...further.clauses, ...(early.length > 0 ? [`WITH ${far}`] : [])], where: [], rest: early }
    : start(cypher, step.target, far, early);
  const there = further ? [] : entityIsVisible(cypher, step.target, far);
  return [
    ...begun.clauses,
    ...where([...begun.where, ...there, ...begun.rest.map((part) => condition(cypher, part, variables))]),
    `MATCH ${reached(cypher, step, type, { node, relation, far, deprecated: asksForRank(filter) })}`,
    ...where([
      ...relationIsVisible(cypher, step, relation, far, filter),
      ...late.map((part) => condition(cypher, part, variables)),
    ]),
    `WITH DISTINCT ${node}`,
  ];
}

const where = (conditions: readonly string[]) => {
  const said = conditions.filter((text) => text !== 'true');
  return said.length > 0 ? [`WHERE ${said.join(' AND ')}`] : [];
};

/** The step from its far end, which is found already: the embedded engine begins a pattern at its left end, found or not. */
function reached(
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
  const turned = { OUT: 'IN', IN: 'OUT', BOTH: 'BOTH' } as const;
  const back = { types: step.types, direction: turned[step.direction], target: type };
  return cypher.pattern(far, back, relation, node, deprecated);
}
