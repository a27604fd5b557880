// $layout: the layout that the database has from now on.
MATCH (database:EntenteDatabase {id: 'entente'})
SET database.layout = $layout
REMOVE database.locked
