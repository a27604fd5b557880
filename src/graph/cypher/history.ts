import {
  CLAIMED,
  CLAIMED_BEFORE,
  deprecatedType,
  PAST,
  pastType,
  RELATION_ID,
  RELATION_PREFIXES,
  relationshipType,
  WAS,
} from '../encoding/names.ts';
import type { CypherBuilder } from './cypher-builder.ts';

/**
 * Earlier recorded states. A fact that changes keeps each earlier state beside it, with the times at which it was
 * recorded and retracted: of an entity as a node, of a relation as a relation of a past type. Only queries about what
 * was known at some time read them.
 */

const wasCurrent = (cypher: CypherBuilder, holder: string, known: string) => {
  const at = cypher.value(known);
  return `${holder}.recordedAt <= ${at} AND ${holder}.retractedAt > ${at}`;
};

/** An expression for the node that holds the entity's properties at the time of the query. */
export function stateOf(cypher: CypherBuilder, node: string): string {
  const { known } = cypher.timeTravel;
  if (known === null) return node;
  const past = cypher.variable('p');
  return `coalesce(head([(${node})-[:${WAS}]->(${past}:${PAST}) WHERE ${wasCurrent(cypher, past, known)} | ${past}]), ${node})`;
}

/**
 * The variable that holds an entity's properties at the time of the query, and the clauses that bind it and keep other
 * variables: none now, as that is the entity itself.
 */
export function boundState(
  cypher: CypherBuilder,
  node: string,
  kept: readonly string[],
): { readonly state: string; readonly bindState: readonly string[] } {
  const past = stateOf(cypher, node);
  if (past === node) return { state: node, bindState: [] };
  const state = cypher.variable('y');
  return { state, bindState: [`WITH ${[...kept, `${past} AS ${state}`].join(', ')}`] };
}

/** A condition on an entity's properties at the time of the query. */
export function inState(cypher: CypherBuilder, node: string, condition: (holder: string) => string): string {
  const { known } = cypher.timeTravel;
  if (known === null) return condition(node);
  const [one, other] = [cypher.variable('p'), cypher.variable('p')];
  const then = `EXISTS { (${node})-[:${WAS}]->(${one}:${PAST}) WHERE ${wasCurrent(cypher, one, known)} AND ${condition(one)} }`;
  const since = `NOT EXISTS { (${node})-[:${WAS}]->(${other}:${PAST}) WHERE ${wasCurrent(cypher, other, known)} } AND ${condition(node)}`;
  return `(${then} OR ${since})`;
}

/** All relationship types that relations of these types can have. */
export const allRelationshipTypes = (types: readonly string[]): readonly string[] =>
  types.flatMap((type) => [relationshipType(type), deprecatedType(type), pastType(type)]);

/** An expression for the relation type of a relation. */
export const typeOfRelation = (relation: string): string =>
  RELATION_PREFIXES.reduce((text, prefix) => `replace(${text}, '${prefix}', '')`, `type(${relation})`);

/** An expression for the id of a relation; the id of an earlier state ends in its time. */
export const idOfRelation = (cypher: CypherBuilder, relation: string): string =>
  cypher.timeTravel.known === null ? `${relation}.${RELATION_ID}` : `split(${relation}.${RELATION_ID}, '@')[0]`;

/** The relationship types that lead from an entity to its claims at the time of the query. */
export const claimTypes = (cypher: CypherBuilder): string =>
  cypher.timeTravel.known === null ? CLAIMED : `${CLAIMED}|${CLAIMED_BEFORE}`;

/** The conditions under which a relation or a claim was known at the time of the query. */
export function wasKnown(cypher: CypherBuilder, holder: string): string[] {
  const { known } = cypher.timeTravel;
  if (known === null) return [];
  const at = cypher.value(known);
  return [`${holder}.recordedAt <= ${at}`, `(${holder}.retractedAt IS NULL OR ${holder}.retractedAt > ${at})`];
}

/** The conditions under which an entity was known at the time of the query. */
export const entityWasKnown = (cypher: CypherBuilder, node: string): string[] =>
  cypher.timeTravel.known === null ? [] : [`${node}.firstRecordedAt <= ${cypher.value(cypher.timeTravel.known)}`];

/** Expressions for columns of a relation: its properties, and `id`, `type`, `from` and `to`. */
export function relationValues(cypher: CypherBuilder, relation: string, columns: readonly string[]): string[] {
  const computed: Readonly<Record<string, () => string>> = {
    id: () => idOfRelation(cypher, relation),
    type: () => `type(${relation})`,
    from: () => `startNode(${relation}).id`,
    to: () => `endNode(${relation}).id`,
  };
  return columns.map((column) => computed[column]?.() ?? `${relation}.${column}`);
}
