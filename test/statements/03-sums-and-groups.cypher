MATCH (h:EntenteProject)
WHERE h.budgetCurrencies IS NOT NULL
WITH h LIMIT $v0
RETURN h.budgetCurrencies AS currencies, h.budgetApproximate AS approximate, id(h) / 4096 AS part, collect(id(h)) AS numbers, collect(h.budgetAmounts) AS amounts
;

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
  OPTIONAL MATCH (n5)-[r6:ENTENTE_IN_AREA]->(n7)
  WITH n7.id AS g8, count(DISTINCT n5) AS number, collect(DISTINCT id(n5)) AS s0
  ORDER BY number DESC, g8 LIMIT $v0
  RETURN collect({key: g8, number: number, s0: s0}) AS a4
}
RETURN 0 AS request, null AS parent, [a1, a4] AS answer
