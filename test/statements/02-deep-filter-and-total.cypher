CALL () {
  MATCH (n2:EntenteInstitution)
  WHERE EXISTS { (n2)-[r3:PARTICIPATES_IN]->(n4:EntenteProject) WHERE r3.rank <> 'DEPRECATED' AND EXISTS { (n4)<-[r5:PARTICIPATES_IN]-(n6:EntenteInstitution) WHERE r5.rank <> 'DEPRECATED' AND n6.country = $v0 } }
  WITH n2, COUNT { (n2)-[r7:PARTICIPATES_IN]->(n8:EntenteProject) WHERE r7.rank <> 'DEPRECATED' } AS k9
  WITH n2, k9 ORDER BY k9 DESC, n2.id LIMIT $v1
  RETURN collect({node: {id: n2.id, name: n2.name}, keys: [k9]}) AS a1
}
CALL () {
  MATCH (n11:EntenteInstitution)
  WHERE EXISTS { (n11)-[r12:PARTICIPATES_IN]->(n13:EntenteProject) WHERE r12.rank <> 'DEPRECATED' AND EXISTS { (n13)<-[r14:PARTICIPATES_IN]-(n15:EntenteInstitution) WHERE r14.rank <> 'DEPRECATED' AND n15.country = $v2 } }
  RETURN count(*) AS a10
}
RETURN 0 AS request, null AS parent, {page: a1, total: a10} AS answer
