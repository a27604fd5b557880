// Reads when the newest fact was recorded; null if the database was last written before that was noted.
OPTIONAL MATCH (database:EntenteDatabase {id: 'entente'})
RETURN database.recordedAt AS recordedAt
