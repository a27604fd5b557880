// Holds the layout for one server until its unit of work ends: what is set here, another one waits for.
MERGE (database:EntenteDatabase {id: 'entente'})
SET database.locked = true
RETURN database.layout AS layout
