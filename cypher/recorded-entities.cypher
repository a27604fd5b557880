// Reads the fingerprints of those of the entities that exist. $ids: ids
UNWIND $ids AS id
MATCH (entity:Entity {id: id})
RETURN entity.id AS id, entity.fingerprint AS fingerprint
