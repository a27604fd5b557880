// Locks the layout until the unit of work ends, so that only one server upgrades the database at a time.
MERGE (database:EntenteDatabase {id: 'entente'})
SET database.locked = true
RETURN database.layout AS layout
