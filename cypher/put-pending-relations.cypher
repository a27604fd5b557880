// Stores relations until both their ends exist. $rows: [{ id, from, to, fact }]
UNWIND $rows AS row
MERGE (awaiting:EntenteAwaiting {id: row.id})
SET awaiting.from = row.from, awaiting.to = row.to, awaiting.fact = row.fact
