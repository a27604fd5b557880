// Which layout the database has; null where Entente never wrote to it, or only before there were layouts.
OPTIONAL MATCH (database:EntenteDatabase {id: 'entente'})
RETURN database.layout AS layout
