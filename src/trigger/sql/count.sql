SELECT COUNT(*) FROM trigger_rule WHERE workspace = ?1 AND current = 1
