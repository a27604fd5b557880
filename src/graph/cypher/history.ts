import {
  deprecatedType,
  PAST,
  pastType,
  RELATION_ID,
  RELATION_PREFIXES,
  relationshipType,
  WAS,
} from '../storage/encoding.ts';
import type { CypherBuilder } from './cypher-builder.ts';

/**
 * What was recorded before. A fact that changed keeps each earlier state beside it, from when it was recorded until it
 * was retracted: an entity as a node of its own, a relation as one of a type of its own. Only an operation that asks
 * what was known looks at them.
 */

const stood = (cypher: CypherBuilder, holder: string, known: string) => {
  const at = cypher.value(known);
  return `${holder}.recordedAt <= ${at} AND ${holder}.retractedAt > ${at}`;
};

/** The state of an entity that is asked about: an expression whose properties are the entity's. */
export function stateOf(cypher: CypherBuilder, node: string): string {
  const { known } = cypher.timeTravel;
  if (known === null) return node;
  const past = cypher.variable('p');
  return `coalesce(head([(${node})-[:${WAS}]->(${past}:${PAST}) WHERE ${stood(cypher, past, known)} | ${past}]), ${node})`;
}

/** A condition on an entity's properties, in the state that is asked about. */
export function inState(cypher: CypherBuilder, node: string, condition: (holder: string) => string): string {
  const { known } = cypher.timeTravel;
  if (known === null) return condition(node);
  const [one, other] = [cypher.variable('p'), cypher.variable('p')];
  const then = `EXISTS { (${node})-[:${WAS}]->(${one}:${PAST}) WHERE ${stood(cypher, one, known)} AND ${condition(one)} }`;
  const since = `NOT EXISTS { (${node})-[:${WAS}]->(${other}:${PAST}) WHERE ${stood(cypher, other, known)} } AND ${condition(node)}`;
  return `(${then} OR ${since})`;
}

/** Every relationship type that relations of some types can have. */
export const allRelationshipTypes = (types: readonly string[]): readonly string[] =>
  types.flatMap((type) => [relationshipType(type), deprecatedType(type), pastType(type)]);

export const typeOfRelation = (relation: string): string =>
  RELATION_PREFIXES.reduce((text, prefix) => `replace(${text}, '${prefix}', '')`, `type(${relation})`);

export const idOfRelation = (cypher: CypherBuilder, relation: string): string =>
  cypher.timeTravel.known === null ? `${relation}.${RELATION_ID}` : `split(${relation}.${RELATION_ID}, '@')[0]`;

/** The conditions under which a relation, or a claim, was known. */
export function wasKnown(cypher: CypherBuilder, holder: string): string[] {
  const { known } = cypher.timeTravel;
  if (known === null) return [];
  const at = cypher.value(known);
  return [`${holder}.recordedAt <= ${at}`, `(${holder}.retractedAt IS NULL OR ${holder}.retractedAt > ${at})`];
}

/** The conditions under which an entity was known at all. */
export const entityWasKnown = (cypher: CypherBuilder, node: string): string[] =>
  cypher.timeTravel.known === null ? [] : [`${node}.firstRecordedAt <= ${cypher.value(cypher.timeTravel.known)}`];

/** The values of a relation's properties, and of what it is told by beside them: its id, its type and its ends. */
export function relationValues(cypher: CypherBuilder, relation: string, read: readonly string[]): string[] {
  const told: Readonly<Record<string, () => string>> = {
    id: () => idOfRelation(cypher, relation),
    type: () => `type(${relation})`,
    from: () => `startNode(${relation}).id`,
    to: () => `endNode(${relation}).id`,
  };
  return read.map((column) => told[column]?.() ?? `${relation}.${column}`);
}
