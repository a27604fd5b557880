// Keeps each value that sources give for a field, where there is more to say than the entity itself holds.
// $rows: [{ id, entity, properties }]
UNWIND $rows AS row
MATCH (entity:Entity {id: row.entity})
MERGE (claim:EntenteClaim {id: row.id})
SET claim += row.properties
MERGE (entity)-[:CLAIMED]->(claim)
