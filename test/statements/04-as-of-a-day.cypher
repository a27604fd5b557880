UNWIND $v0 AS parent
MATCH (n1:Entity {id: parent})
WHERE (CASE WHEN n1.signed IS NOT NULL THEN n1.signedStart WHEN n1.period IS NOT NULL THEN n1.periodStart WHEN n1.founded IS NOT NULL THEN n1.foundedStart WHEN n1.published IS NOT NULL THEN n1.publishedStart END IS NULL OR CASE WHEN n1.signed IS NOT NULL THEN n1.signedStart WHEN n1.period IS NOT NULL THEN n1.periodStart WHEN n1.founded IS NOT NULL THEN n1.foundedStart WHEN n1.published IS NOT NULL THEN n1.publishedStart END <= $v4) AND (n1.beginsFrom IS NULL OR n1.beginsFrom <= $v5)
CALL (n1) {
  MATCH (n1)<-[r4:ENTENTE_HOLDS_OFFICE]-(n3)
  WHERE (r4.periodStart IS NULL OR r4.periodStart <= $v1) AND (r4.periodEnd IS NULL OR r4.periodEnd >= $v2)
  WITH r4, n3 ORDER BY CASE r4.rank WHEN 'PREFERRED' THEN 0 ELSE 1 END, n3.nameFolded, n3.id, r4.ententeId LIMIT $v3
  RETURN collect([r4.certainFrom, r4.certainTo, startNode(r4).id, r4.role, endNode(r4).id, type(r4), n3.certainFrom, n3.id, n3.name]) AS a2
}
RETURN 0 AS request, parent AS parent, [[n1.certainFrom, n1.id, [a2]]] AS answer
