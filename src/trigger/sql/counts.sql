SELECT reason, SUM(n) FROM trigger_count WHERE workspace = ?1 AND trigger_key = ?2 AND day >= ?3 AND day < ?4 GROUP BY reason
