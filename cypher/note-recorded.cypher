// Notes when the newest fact was recorded, for writers whose clock is behind. $recordedAt: ISO 8601
MATCH (database:EntenteDatabase {id: 'entente'})
WHERE database.recordedAt IS NULL OR database.recordedAt < $recordedAt
SET database.recordedAt = $recordedAt
