// Layout 2 connected entities with their claims by a relationship type that other data may use.
MATCH (entity:Entity)-[claimed:CLAIMED]->(claim:EntenteClaim)
CREATE (entity)-[:ENTENTE_CLAIMED]->(claim)
DELETE claimed
