// Sets the layout of the database and unlocks it. $layout: number
MATCH (database:EntenteDatabase {id: 'entente'})
SET database.layout = $layout
REMOVE database.locked
