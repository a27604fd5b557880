// Layout 1 labelled claims with a label that other data may use.
MATCH (:Entity)-[:CLAIMED]->(claim:Claim)
SET claim:EntenteClaim
REMOVE claim:Claim
