CALL () {
  MATCH (n2:EntenteProject)
  WHERE n2.firstRecordedAt <= $v1 AND (EXISTS { (n2)-[:ENTENTE_WAS]->(p5:EntentePast) WHERE p5.recordedAt <= $v2 AND p5.retractedAt > $v2 AND p5.status = $v3 } OR NOT EXISTS { (n2)-[:ENTENTE_WAS]->(p6:EntentePast) WHERE p6.recordedAt <= $v4 AND p6.retractedAt > $v4 } AND n2.status = $v5)
  WITH n2, coalesce(head([(n2)-[:ENTENTE_WAS]->(p3:EntentePast) WHERE p3.recordedAt <= $v0 AND p3.retractedAt > $v0 | p3]), n2) AS y4
  WITH n2, y4
  WITH n2, y4 ORDER BY y4.nameFolded, n2.id LIMIT $v6
  RETURN collect([n2.id, y4.name]) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
