import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Row } from '../../graph/port/graph.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { CERTAIN_DAYS } from './certainty.ts';
import { RelationRow } from './connection.ts';
import { byName, collectedBelow, relationColumns } from './selection.ts';

/** A relation outside a list, read from one of its ends (`RelationStatement` in the schema). */
export interface StandaloneRelation {
  readonly relation: RelationRow;
}

/** A relation, read from the entity with the id `from`. */
export const standaloneRelation = (row: Row, from: string): StandaloneRelation => ({
  relation: new RelationRow(row, from),
});

/** The columns of standalone relations that the selections below some fields need. */
export function standaloneColumns(
  ontology: Ontology,
  types: readonly string[],
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
): readonly string[] {
  const selected = byName(collectedBelow(info, nodes));
  const dates = selected.has('certain') ? CERTAIN_DAYS : [];
  return [...new Set([...relationColumns(ontology, types, selected), ...dates])].sort();
}
