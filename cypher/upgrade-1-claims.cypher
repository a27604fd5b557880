// Layout 1 kept claims under a label that other data may use as well.
MATCH (:Entity)-[:CLAIMED]->(claim:Claim)
SET claim:EntenteClaim
REMOVE claim:Claim
