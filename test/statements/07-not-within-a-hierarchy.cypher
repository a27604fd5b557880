UNWIND $v0 AS id MATCH (n:Entity {id: id})
CALL (n) { MATCH (n)<-[r1:ENTENTE_NARROWER_THAN]-(n2)
RETURN collect(DISTINCT n2.id) AS next }
RETURN id, next
;

UNWIND $v0 AS id MATCH (n:Entity {id: id})
CALL (n) { MATCH (n)<-[r1:ENTENTE_NARROWER_THAN]-(n2)
RETURN collect(DISTINCT n2.id) AS next }
RETURN id, next
;

CALL () {
  MATCH (n2:EntenteAgreement)
  WHERE NOT EXISTS { MATCH (n2)-[r3:ENTENTE_COVERS]->(n4) WHERE $v0[n4.id] IS NOT NULL }
  RETURN count(*) AS a1
}
RETURN 0 AS request, null AS parent, [a1] AS answer
