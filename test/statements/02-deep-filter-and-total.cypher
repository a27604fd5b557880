CALL () {
  MATCH (n5:EntenteInstitution)
  WHERE n5.country = $v0
  MATCH (n5)-[r4:ENTENTE_PARTICIPATES_IN]->(n3)
  WITH DISTINCT n3
  MATCH (n3)<-[r2:ENTENTE_PARTICIPATES_IN]-(n1)
  WITH DISTINCT n1
  RETURN collect(n1) AS w6
}
CALL (w6) {
  UNWIND w6 AS n1
  WITH n1
  WITH n1, COUNT { (n1)-[r8:ENTENTE_PARTICIPATES_IN]->(n9) } AS k10
  WITH n1, k10 ORDER BY k10 DESC, n1.id LIMIT $v1
  RETURN collect([n1.id, n1.name, k10]) AS a7
}
RETURN 0 AS request, null AS parent, [a7, size(w6)] AS answer
