// Relations that wait for an end, from one id on. $after: id; $limit: how many
MATCH (awaiting:EntenteAwaiting)
WHERE awaiting.id > $after
RETURN awaiting.id AS id, awaiting.from AS from, awaiting.to AS to, awaiting.fact AS fact
ORDER BY id
LIMIT $limit
