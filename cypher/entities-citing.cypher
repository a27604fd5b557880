// The ids of entities that cite a document. $document: id of the document
MATCH (entity:Entity)
WHERE $document IN entity.sourceDocuments
RETURN entity.id AS id
