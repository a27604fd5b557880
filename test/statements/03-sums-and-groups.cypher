CALL () {
  MATCH (n2:EntenteProject)
  WITH DISTINCT n2
  UNWIND range(0, size(coalesce(n2.budgetCurrencies, [])) - 1) AS i3
  WITH n2.budgetCurrencies[i3] AS currency, sum(toInteger(n2.budgetAmounts[i3])) AS whole, sum(toInteger(round((n2.budgetAmounts[i3] - toInteger(n2.budgetAmounts[i3])) * 1000))) AS thousandths, max(CASE WHEN n2.budgetApproximate[i3] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS a1
}
CALL () {
  MATCH (n5:EntenteProject)
  OPTIONAL MATCH (n5)-[r7:ENTENTE_IN_AREA]->(n8)
  WITH n8.id AS g9, count(DISTINCT n5) AS number, collect(DISTINCT n5) AS w10
  ORDER BY number DESC, g9 LIMIT $v0
  CALL (w10) { UNWIND w10 AS o11 UNWIND range(0, size(coalesce(o11.budgetCurrencies, [])) - 1) AS i12
  WITH o11.budgetCurrencies[i12] AS currency, sum(toInteger(o11.budgetAmounts[i12])) AS whole, sum(toInteger(round((o11.budgetAmounts[i12] - toInteger(o11.budgetAmounts[i12])) * 1000))) AS thousandths, max(CASE WHEN o11.budgetApproximate[i12] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s0 }
  RETURN collect({key: g9, number: number, s0: s0}) AS a4
}
RETURN 0 AS request, null AS parent, [a1, a4] AS answer
