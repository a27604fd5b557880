CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)-[r3:ENTENTE_IN_AREA]->(n4)
  WITH n4.id AS g5, count(DISTINCT n2) AS number
  ORDER BY g5 LIMIT $v0
  RETURN collect({key: g5, number: number}) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
;

UNWIND $v0 AS id MATCH (n:Entity {id: id})
CALL (n) { MATCH (n)-[r1:ENTENTE_NARROWER_THAN]->(n2)
RETURN collect(DISTINCT n2.id) AS next }
RETURN id, next
;

CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)-[r3:ENTENTE_IN_AREA]->(n4)
  UNWIND coalesce($v0[n4.id], [n4.id]) AS u5
  WITH u5 AS g6, count(DISTINCT n2) AS number, collect(DISTINCT n2) AS w7
  ORDER BY number DESC, g6 LIMIT $v1
  CALL (w7) { UNWIND w7 AS o8 UNWIND range(0, size(coalesce(o8.budgetCurrencies, [])) - 1) AS i9
  WITH o8.budgetCurrencies[i9] AS currency, sum(toInteger(o8.budgetAmounts[i9])) AS whole, sum(toInteger(round((o8.budgetAmounts[i9] - toInteger(o8.budgetAmounts[i9])) * 1000))) AS thousandths, max(CASE WHEN o8.budgetApproximate[i9] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s0 }
  RETURN collect({key: g6, number: number, s0: s0}) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
