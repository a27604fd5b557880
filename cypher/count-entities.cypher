// How many entities the graph holds: none means that it was never filled.
MATCH (entity:Entity)
RETURN count(*) AS total
