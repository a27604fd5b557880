// Reads the progress of an import. $id: id of the import
MATCH (import:EntenteImport {id: $id})
RETURN import.state AS state
