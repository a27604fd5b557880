MATCH (n1:EntenteProject)
WHERE n1.firstRecordedAt <= $v1 AND (EXISTS { (n1)-[:ENTENTE_WAS]->(p4:EntentePast) WHERE p4.recordedAt <= $v2 AND p4.retractedAt > $v2 AND p4.status = $v3 } OR NOT EXISTS { (n1)-[:ENTENTE_WAS]->(p5:EntentePast) WHERE p5.recordedAt <= $v4 AND p5.retractedAt > $v4 } AND n1.status = $v5)
WITH n1, coalesce(head([(n1)-[:ENTENTE_WAS]->(p2:EntentePast) WHERE p2.recordedAt <= $v0 AND p2.retractedAt > $v0 | p2]), n1) AS y3
WITH n1, y3
WITH n1, y3 ORDER BY y3.nameFolded, n1.id LIMIT $v6
RETURN [n1.id, y3.name] AS row
