// How far an import has come. $id: the import
MATCH (import:EntenteImport {id: $id})
RETURN import.state AS state
