CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)<-[r3:ENTENTE_PARTICIPATES_IN]-(n4)
  WITH n4.country AS g5, substring(n2.periodStart, 0, 4) AS g6, count(*) AS number
  RETURN count(*) AS a1
}
CALL () {
  MATCH (n9:EntenteProject)
  MATCH (n9)<-[r10:ENTENTE_PARTICIPATES_IN]-(n11)
  WHERE r10.roleFolded = $v0
  WITH n11.country AS g12, substring(n9.periodStart, 0, 4) AS g13, count(DISTINCT n9) AS number, count(DISTINCT r10) AS c0, collect(DISTINCT r10) AS w17, collect(DISTINCT n9) AS w20
  CALL (w17) { UNWIND w17 AS o18 UNWIND range(0, size(coalesce(o18.amountsCurrencies, [])) - 1) AS i19
  WITH o18.amountsCurrencies[i19] AS currency, sum(toInteger(o18.amountsAmounts[i19])) AS whole, sum(toInteger(round((o18.amountsAmounts[i19] - toInteger(o18.amountsAmounts[i19])) * 1000))) AS thousandths, max(CASE WHEN o18.amountsApproximate[i19] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s16 }
  WITH g12, g13, number, c0, w17, w20, s16, head([x15 IN s16 WHERE x15.currency = $v1 | x15.whole + x15.thousandths / 1000.0]) AS k14
  ORDER BY k14 IS NULL, k14 DESC, g12, g13 LIMIT $v2
  CALL (w20) { UNWIND w20 AS o21 UNWIND range(0, size(coalesce(o21.budgetCurrencies, [])) - 1) AS i22
  WITH o21.budgetCurrencies[i22] AS currency, sum(toInteger(o21.budgetAmounts[i22])) AS whole, sum(toInteger(round((o21.budgetAmounts[i22] - toInteger(o21.budgetAmounts[i22])) * 1000))) AS thousandths, max(CASE WHEN o21.budgetApproximate[i22] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s1 }
  RETURN collect({key: g12, other: g13, number: number, s0: s16, s1: s1, c0: c0}) AS a8
}
RETURN 0 AS request, null AS parent, [a1, a8] AS answer
