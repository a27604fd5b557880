// Reads the pending relations from some entities that several documents state; these documents are in the id. $from: ids
MATCH (awaiting:EntenteAwaiting)
WHERE awaiting.id CONTAINS ' ' AND awaiting.from IN $from
RETURN awaiting.id AS id, awaiting.fact AS fact
