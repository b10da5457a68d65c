SELECT MAX(version), MAX(current) FROM trigger_rule WHERE workspace = ?1 AND key = ?2
