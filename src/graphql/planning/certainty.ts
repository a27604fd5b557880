import { decode } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { TimeTravel } from '../../graph/query/query.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { limitsOf, type Period } from '../../ontology/period.ts';
import type { Edge } from './connection.ts';

const began = (period: Period | null, day: string) => period !== null && limitsOf(period).startBy <= day;
const lasts = (period: Period | null, day: string) => period !== null && limitsOf(period).endFrom >= day;

function entityBegan(ontology: Ontology, type: string, row: Row, day: string): boolean {
  const fields = ontology.beginnings(type);
  const stated = fields.map((field) => decode.period(row, field)).find((period) => period !== null);
  return fields.length === 0 || began(stated ?? null, day);
}

/**
 * Whether the entity existed, and the relation that leads to it held, on the day of the query, whichever possible day
 * each date means. True if the query has no day. The relation is optional.
 */
export function isCertain(
  ontology: Ontology,
  { relation, node }: Pick<Edge, 'relation' | 'node'>,
  { asOf }: TimeTravel,
): boolean {
  if (asOf === null) return true;
  const type = ontology.typeOfId(String(node.id))?.name ?? '';
  if (!entityBegan(ontology, type, node, asOf)) return false;
  if (relation === null) return true;
  const declaration = ontology.relation(relation.type);
  if (!declaration?.properties.period) return true;
  const period = decode.period(relation.row, 'period');
  return began(period, asOf) && (declaration.lasting !== 'state' || lasts(period, asOf));
}
