// Retracts the claims of entities that are no longer made, which are those not listed.
// $at: time of retraction; $rows: [{ entity, claims: [id] }]
UNWIND $rows AS row
MATCH (entity:Entity {id: row.entity})-[:ENTENTE_CLAIMED]->(claim:EntenteClaim)
WHERE NOT claim.id IN row.claims
CREATE (entity)-[:ENTENTE_CLAIMED_BEFORE]->(past:EntentePast)
SET past = properties(claim), past.id = claim.id + '@' + claim.recordedAt, past.retractedAt = $at
DETACH DELETE claim
