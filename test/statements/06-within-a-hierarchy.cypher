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

UNWIND $v0 AS i4
MATCH (n3:Entity {id: i4})
WHERE n3:EntenteArea
MATCH (n3)<-[r2:ENTENTE_DISCUSSED]-(n1)
WITH DISTINCT n1
WITH n1 ORDER BY n1.nameFolded, n1.id LIMIT $v1
RETURN [n1.id, n1.name] AS row
