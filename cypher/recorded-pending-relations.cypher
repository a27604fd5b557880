// Which of these relations are kept until their ends come, and as what. $ids: ids
UNWIND $ids AS id
MATCH (awaiting:EntenteAwaiting {id: id})
RETURN awaiting.id AS id, awaiting.fact AS fact
