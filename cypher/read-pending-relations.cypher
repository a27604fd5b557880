// Reads pending relations in the order of their ids. $after: id; $limit: how many
MATCH (awaiting:EntenteAwaiting)
WHERE awaiting.id > $after
RETURN awaiting.id AS id, awaiting.from AS from, awaiting.to AS to, awaiting.fact AS fact
ORDER BY id
LIMIT $limit
