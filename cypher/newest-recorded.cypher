// Finds when the newest entity was recorded, among all.
MATCH (n:Entity)
RETURN max(n.recordedAt) AS recordedAt
