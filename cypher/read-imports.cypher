// How far imports have come that are not at their end.
MATCH (import:EntenteImport)
RETURN import.id AS id, import.state AS state
