SELECT who, MAX(actor) FROM audit WHERE workspace = ?1 GROUP BY who ORDER BY 2 LIMIT 500
