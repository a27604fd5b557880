// Deletes the progress of an import that is complete. $id: id of the import
MATCH (import:EntenteImport {id: $id})
DELETE import
