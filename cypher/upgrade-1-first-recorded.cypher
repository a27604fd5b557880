// Layout 1 did not say since when an entity is recorded, as nothing was recorded twice.
MATCH (entity:Entity)
WHERE entity.firstRecordedAt IS NULL
SET entity.firstRecordedAt = entity.recordedAt
