// One row with the ids of the next entities in order. $after: id; $limit: how many
MATCH (n:Entity)
WHERE n.id > $after
WITH n.id AS id
ORDER BY id
LIMIT $limit
RETURN collect(id) AS ids
