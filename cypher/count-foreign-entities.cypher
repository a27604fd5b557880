// How many nodes are labelled Entity, and how many of these Entente recorded.
MATCH (entity:Entity)
RETURN count(*) AS entities, count(entity.recordedAt) AS recorded
