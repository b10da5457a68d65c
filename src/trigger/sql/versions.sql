SELECT version, author, changed_ms, current FROM trigger_rule WHERE workspace = ?1 AND key = ?2 ORDER BY version DESC LIMIT 500
