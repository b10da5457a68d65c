UPDATE trigger_rule SET current = 0 WHERE workspace = ?1 AND key = ?2 AND current = 1
