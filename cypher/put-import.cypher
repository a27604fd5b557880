// Keeps how far an import has come, in the same transaction as what it wrote. $id: the import; $state: text
MERGE (import:EntenteImport {id: $id})
SET import.state = $state
