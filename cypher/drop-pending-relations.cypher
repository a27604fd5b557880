// Relations that wait no longer. $ids: ids
UNWIND $ids AS id
MATCH (awaiting:EntenteAwaiting {id: id})
DELETE awaiting
