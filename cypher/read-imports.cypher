// Reads the progress of all imports that are not complete.
MATCH (import:EntenteImport)
RETURN import.id AS id, import.state AS state
