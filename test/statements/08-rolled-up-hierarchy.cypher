CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)-[r3:ENTENTE_IN_AREA]->(n4)
  WITH n4.id AS v6, n2.id AS v7, n2.budgetAmounts AS v8, n2.budgetCurrencies AS v9, n2.budgetApproximate AS v10 LIMIT $v0
  WITH collect([v6, v7, v8, v9, v10]) AS l11
  RETURN [l11, [0, 1, 1, 1, 2, 3, 4]] AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
;

UNWIND $v0 AS id MATCH (n:Entity {id: id})
CALL (n) { MATCH (n)-[r1:ENTENTE_NARROWER_THAN]->(n2)
RETURN collect(DISTINCT n2.id) AS next }
RETURN id, next
