CALL () {
  UNWIND $v2 AS i2
  MATCH (n3:Entity {id: i2})
  CALL (n3) {
    MATCH (n3)-[r6:ENTENTE_PARTICIPATES_IN]->(n5)
    WITH r6, n5 ORDER BY CASE r6.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END, n5.nameFolded, n5.id, r6.ententeId LIMIT $v1
    CALL (n5) {
      MATCH (n5)-[r9:ENTENTE_IN_AREA]->(n8)
      WITH r9, n8 ORDER BY CASE r9.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END, n8.nameFolded, n8.id, r9.ententeId LIMIT $v0
      RETURN collect([n8.id, n8.name]) AS a7
    }
    RETURN collect([r6.amountsAmounts, r6.amountsApproximate, r6.amountsCurrencies, r6.role, n5.id, n5.name, [a7]]) AS a4
  }
  RETURN collect([n3.id, n3.name, [a4]]) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
