// Deletes relations that are no longer pending. $ids: ids
UNWIND $ids AS id
MATCH (awaiting:EntenteAwaiting {id: id})
DELETE awaiting
