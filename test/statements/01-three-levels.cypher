CALL () {
  MATCH (n2:EntenteInstitution)
  WHERE n2.nameFolded IS NOT NULL
  WITH n2 ORDER BY n2.nameFolded, n2.id LIMIT $v2
  CALL (n2) {
    MATCH (n2)-[r5:PARTICIPATES_IN]->(n4:EntenteProject)
    WHERE r5.rank <> 'DEPRECATED'
    WITH r5, n4 ORDER BY CASE r5.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END, n4.nameFolded, n4.id, r5.ententeId LIMIT $v1
    CALL (n4) {
      MATCH (n4)-[r8:IN_AREA]->(n7:EntenteArea)
      WHERE r8.rank <> 'DEPRECATED'
      WITH r8, n7 ORDER BY CASE r8.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END, n7.nameFolded, n7.id, r8.ententeId LIMIT $v0
      RETURN collect({node: {id: n7.id, name: n7.name}}) AS a6
    }
    RETURN collect({relation: {amountsAmounts: r5.amountsAmounts, amountsApproximate: r5.amountsApproximate, amountsCurrencies: r5.amountsCurrencies, role: r5.role}, node: {id: n4.id, name: n4.name, p0: {page: a6}}}) AS a3
  }
  RETURN collect({node: {id: n2.id, name: n2.name, p0: {page: a3}}}) AS a1
}
RETURN 0 AS request, null AS parent, {page: a1} AS answer
