// The ids of the entities that come next in their order, in one row. $after: id; $limit: how many
MATCH (n:Entity)
WHERE n.id > $after
WITH n.id AS id
ORDER BY id
LIMIT $limit
RETURN collect(id) AS ids
