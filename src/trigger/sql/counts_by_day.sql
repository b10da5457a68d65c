SELECT day, reason, SUM(n) FROM trigger_count WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND day >= ?3 AND day < ?4 GROUP BY day, reason
