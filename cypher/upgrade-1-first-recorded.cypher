// Layout 1 did not store when an entity was first recorded, as nothing was recorded twice.
MATCH (entity:Entity)
WHERE entity.firstRecordedAt IS NULL
SET entity.firstRecordedAt = entity.recordedAt
