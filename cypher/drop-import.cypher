// Forgets how far an import had come: it is at its end. $id: the import
MATCH (import:EntenteImport {id: $id})
DELETE import
