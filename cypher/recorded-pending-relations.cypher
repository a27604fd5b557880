// Reads those of the relations that are pending. $ids: ids
UNWIND $ids AS id
MATCH (awaiting:EntenteAwaiting {id: id})
RETURN awaiting.id AS id, awaiting.fact AS fact
