// Which of these entities are there, with what tells whether they changed. $ids: ids
UNWIND $ids AS id
MATCH (entity:Entity {id: id})
RETURN entity.id AS id, entity.fingerprint AS fingerprint
