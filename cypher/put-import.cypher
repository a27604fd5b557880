// Stores the progress of an import, in the same transaction as what it wrote. $id: id of the import; $state: text
MERGE (import:EntenteImport {id: $id})
SET import.state = $state
