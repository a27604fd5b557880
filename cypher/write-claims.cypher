// Keeps each value that sources give for a field, where there is more to say than the entity itself holds. A claim that
// was another one before keeps that beside the entity, retracted.
// $rows: [{ id, entity, properties }], with fingerprint and recordedAt among the properties
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
