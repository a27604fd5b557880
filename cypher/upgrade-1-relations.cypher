// Layout 1 stored the id of a relation under a name that other data may use.
MATCH (:Entity)-[relation]->(:Entity)
WHERE relation.id IS NOT NULL AND relation.recordedAt IS NOT NULL
SET relation.ententeId = relation.id
REMOVE relation.id
