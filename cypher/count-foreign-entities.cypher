// Counts the nodes labelled Entity, and how many of them Entente recorded.
MATCH (entity:Entity)
RETURN count(*) AS entities, count(entity.recordedAt) AS recorded
