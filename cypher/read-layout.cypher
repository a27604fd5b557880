// Reads the layout of the database; null if Entente never wrote to it, or only before layouts had numbers.
OPTIONAL MATCH (database:EntenteDatabase {id: 'entente'})
RETURN database.layout AS layout
