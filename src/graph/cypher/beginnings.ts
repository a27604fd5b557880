import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { FIRST, LAST } from '../../ontology/period.ts';
import { BEGINS_FROM, relationshipType, typeLabel } from '../encoding/names.ts';
import type { Parameters, Statement } from '../port/graph.ts';
import { LONGEST_KNOWN_CHAIN, type TimeTravel } from '../query/query.ts';
import { isAmong } from './among.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { inState, stateOf, wasKnown } from './history.ts';

/**
 * When entities begin, by their own dates and by what announces them; and the statements that read which entities bound the
 * beginning of others, and write the first days that follow.
 */

/** The first or last day on which an entity can begin by its own dates: of the first field that has a value, even if open. */
export function beginningOf(
  { ontology }: Pick<CypherBuilder, 'ontology'>,
  type: string,
  holder: string,
  bound: 'Start' | 'StartBy',
): string {
  const fields = ontology.beginnings(type);
  if (fields.length === 0) return 'null';
  if (fields.length === 1) return `${holder}.${fields[0]}${bound}`;
  return `CASE ${fields.map((field) => `WHEN ${holder}.${field} IS NOT NULL THEN ${holder}.${field}${bound}`).join(' ')} END`;
}

/** The condition that an entity may have begun by a day, in spite of what announces it. */
export function mayHaveBegun(cypher: CypherBuilder, type: string, node: string, day: string): string {
  const { asOf, known, announcedLater } = cypher.timeTravel;
  if (announcedLater && day === asOf)
    return announcedLater.length === 0 ? 'true' : `NOT ${isAmong(cypher, announcedLater, `${node}.id`)}`;
  if (known === null) return `(${node}.${BEGINS_FROM} IS NULL OR ${node}.${BEGINS_FROM} <= ${cypher.value(day)})`;
  // The stored day follows from what is known now, so what was known then is read anew.
  const chains = Array.from({ length: LONGEST_KNOWN_CHAIN }, (_, i) => beginsLater(cypher, type, node, day, i + 1));
  return `NOT (${chains.join(' OR ')})`;
}

/** The condition that a chain of announcements of a length begins after a day, and no date on it says otherwise. */
function beginsLater(cypher: CypherBuilder, type: string, node: string, day: string, length: number): string {
  const types = cypher.relationshipTypes(cypher.ontology.bounding, false).join('|');
  const on = cypher.value(day);
  const steps = Array.from({ length }, () => ({ node: cypher.variable('n'), relation: cypher.variable('r') }));
  const pattern = `(${node})${steps.map((step) => `<-[${step.relation}:${types}]-(${step.node})`).join('')}`;
  const compared = (of: string, ofType: string, bound: 'Start' | 'StartBy', open: string) =>
    inState(cypher, of, (holder) => `coalesce(${beginningOf(cypher, ofType, holder, bound)}, ${open}) > ${on}`);
  const conditions = [
    ...steps.flatMap(({ relation }) => [`${relation}.rank <> 'DEPRECATED'`, ...wasKnown(cypher, relation)]),
    ...steps.slice(0, -1).map((step) => compared(step.node, ANY, 'StartBy', cypher.value(LAST))),
    compared(steps.at(-1)?.node ?? node, ANY, 'Start', cypher.value(FIRST)),
  ];
  const stated = compared(node, type, 'StartBy', cypher.value(LAST));
  return `(${stated} AND EXISTS { ${pattern} WHERE ${conditions.join(' AND ')} })`;
}

/** Rows { id, from, start, startBy, ownStartBy }: what announces entities as known at the time, and when both begin by their own dates. */
export function composeKnownAnnouncements(ontology: Ontology, timeTravel: TimeTravel, limit: number): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const types = cypher.relationshipTypes(ontology.bounding, false).join('|');
  const bound = (holder: string, which: 'Start' | 'StartBy') =>
    `coalesce(${beginningOf(cypher, ANY, holder, which)}, ${cypher.value(which === 'Start' ? FIRST : LAST)})`;
  const text = [
    `MATCH (a:Entity)-[r:${types}]->(b:Entity)`,
    `WHERE ${["r.rank <> 'DEPRECATED'", ...wasKnown(cypher, 'r')].join(' AND ')}`,
    `WITH a, b LIMIT ${cypher.value(limit)}`,
    `WITH a, b, ${stateOf(cypher, 'a')} AS announcing, ${stateOf(cypher, 'b')} AS announced`,
    `RETURN b.id AS id, a.id AS from, ${bound('announcing', 'Start')} AS start, ${bound('announcing', 'StartBy')} AS startBy, ${bound('announced', 'StartBy')} AS ownStartBy`,
  ].join('\n');
  return { text, parameters: cypher.parameters };
}

const pattern = (ontology: Ontology) => `[:${ontology.bounding.map(relationshipType).join('|')}]`;

/** Rows { from, to } of the relations that bound a beginning, from entities or, if `to`, to them. */
export const composeBounds = (ontology: Ontology, end: 'from' | 'to', ids: readonly string[]): Statement => ({
  text: [
    'UNWIND $ids AS id',
    `MATCH (${end === 'from' ? 'a' : 'b'}:Entity {id: id})`,
    // The embedded engine matches patterns from the left.
    `MATCH ${end === 'from' ? `(a)-${pattern(ontology)}->(b)` : `(b)<-${pattern(ontology)}-(a)`}`,
    'RETURN DISTINCT a.id AS from, b.id AS to',
  ].join('\n'),
  parameters: { ids },
  changes: [],
});

/** Rows { to }: all entities whose beginning is bounded, or has been. */
export const composeBounded = (ontology: Ontology): Statement => ({
  text: `MATCH (:Entity)-${pattern(ontology)}->(b:Entity)\nRETURN DISTINCT b.id AS to`,
  parameters: {},
  changes: [],
});

/** Rows { id, ownStart, ownStartBy, beginsFrom }: when entities of a type begin by their own dates, and what is stored. */
export function composeOwnBeginnings(ontology: Ontology, type: string, ids: readonly string[]): Statement {
  const [start, startBy] = (['Start', 'StartBy'] as const).map((bound) => beginningOf({ ontology }, type, 'n', bound));
  return {
    text: [
      'UNWIND $ids AS id',
      `MATCH (n:${typeLabel(ANY)} {id: id})`,
      `RETURN n.id AS id, ${start} AS ownStart, ${startBy} AS ownStartBy, n.${BEGINS_FROM} AS beginsFrom`,
    ].join('\n'),
    parameters: { ids },
    changes: [],
  };
}

/** Writes the first days of entities; null removes one. Rows: { id, beginsFrom }. */
export const composeSetBeginnings = (rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (n:Entity {id: row.id})\nSET n.${BEGINS_FROM} = row.beginsFrom`,
  parameters: { rows },
  changes: [],
});
