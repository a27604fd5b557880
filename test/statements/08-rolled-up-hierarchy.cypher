CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)-[r4:ENTENTE_IN_AREA]->(n5)
  WITH n5.id AS g6, count(DISTINCT n2) AS number
  ORDER BY g6 LIMIT $v0
  RETURN collect({key: g6, number: number}) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
;

UNWIND $v0 AS id MATCH (n:Entity {id: id})
OPTIONAL MATCH (n)-[r1:ENTENTE_NARROWER_THAN]->(n2)
RETURN id, collect(DISTINCT n2.id) AS next
;

CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)-[r4:ENTENTE_IN_AREA]->(n5)
  UNWIND coalesce($v0[n5.id], [n5.id]) AS u6
  WITH u6 AS g7, count(DISTINCT n2) AS number, collect(DISTINCT n2) AS w8
  ORDER BY number DESC, g7 LIMIT $v1
  CALL (w8) { UNWIND w8 AS o9 UNWIND range(0, size(coalesce(o9.budgetCurrencies, [])) - 1) AS i10
  WITH o9.budgetCurrencies[i10] AS currency, sum(toInteger(o9.budgetAmounts[i10])) AS whole, sum(toInteger(round((o9.budgetAmounts[i10] - toInteger(o9.budgetAmounts[i10])) * 1000))) AS thousandths, max(CASE WHEN o9.budgetApproximate[i10] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s0 }
  RETURN collect({key: g7, number: number, s0: s0}) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
