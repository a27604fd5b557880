// Counts the entities of the graph. Zero means that nothing was ever written.
MATCH (entity:Entity)
RETURN count(*) AS total
