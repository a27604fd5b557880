// Entities that a document is the source of. $document: its id
MATCH (entity:Entity)
WHERE $document IN entity.sourceDocuments
RETURN entity.id AS id
