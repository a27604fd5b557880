// Layout 2 led from an entity to its claims by a relationship type that other data may use as well.
MATCH (entity:Entity)-[claimed:CLAIMED]->(claim:EntenteClaim)
CREATE (entity)-[:ENTENTE_CLAIMED]->(claim)
DELETE claimed
