// Writes each value that sources claim for a field, if there is more to say than the entity itself stores. A claim that
// changes keeps its earlier state beside the entity, as retracted.
// $rows: [{ id, entity, properties }], with `fingerprint` and `recordedAt` among the properties
UNWIND $rows AS row
MATCH (entity:Entity {id: row.entity})
MERGE (claim:EntenteClaim {id: row.id})
ON CREATE SET claim += row.properties
WITH entity, claim, row
MERGE (entity)-[:ENTENTE_CLAIMED]->(claim)
WITH entity, claim, row
WHERE coalesce(claim.fingerprint, '') <> row.properties.fingerprint
CREATE (entity)-[:ENTENTE_CLAIMED_BEFORE]->(past:EntentePast)
SET past = properties(claim), past.id = row.id + '@' + claim.recordedAt, past.retractedAt = row.properties.recordedAt
SET claim = row.properties, claim.id = row.id
