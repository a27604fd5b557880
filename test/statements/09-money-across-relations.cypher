CALL () {
  MATCH (n2:EntenteProject)
  OPTIONAL MATCH (n2)<-[r4:ENTENTE_PARTICIPATES_IN]-(n5)
  WITH n5.country AS g6, substring(n2.periodStart, 0, 4) AS g7, count(*) AS number
  RETURN count(*) AS a1
}
CALL () {
  MATCH (n9:EntenteProject)
  MATCH (n9)<-[r11:ENTENTE_PARTICIPATES_IN]-(n12)
  WHERE r11.roleFolded = $v0
  WITH n12.country AS g13, substring(n9.periodStart, 0, 4) AS g14, count(DISTINCT n9) AS number, count(DISTINCT r11) AS c0, collect(DISTINCT r11) AS w18, collect(DISTINCT n9) AS w21
  CALL (w18) { UNWIND w18 AS o19 UNWIND range(0, size(coalesce(o19.amountsCurrencies, [])) - 1) AS i20
  WITH o19.amountsCurrencies[i20] AS currency, sum(toInteger(o19.amountsAmounts[i20])) AS whole, sum(toInteger(round((o19.amountsAmounts[i20] - toInteger(o19.amountsAmounts[i20])) * 1000))) AS thousandths, max(CASE WHEN o19.amountsApproximate[i20] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s17 }
  WITH g13, g14, number, c0, w18, w21, s17, head([x16 IN s17 WHERE x16.currency = $v1 | x16.whole + x16.thousandths / 1000.0]) AS k15
  ORDER BY k15 IS NULL, k15 DESC, g13, g14 LIMIT $v2
  CALL (w21) { UNWIND w21 AS o22 UNWIND range(0, size(coalesce(o22.budgetCurrencies, [])) - 1) AS i23
  WITH o22.budgetCurrencies[i23] AS currency, sum(toInteger(o22.budgetAmounts[i23])) AS whole, sum(toInteger(round((o22.budgetAmounts[i23] - toInteger(o22.budgetAmounts[i23])) * 1000))) AS thousandths, max(CASE WHEN o22.budgetApproximate[i23] THEN 1 ELSE 0 END) AS approximate
  ORDER BY currency
  RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1}) AS s1 }
  RETURN collect({key: g13, other: g14, number: number, s0: s17, s1: s1, c0: c0}) AS a8
}
RETURN 0 AS request, null AS parent, [a1, a8] AS answer
