SELECT workspace, key, version, body, author, changed_ms FROM trigger_rule WHERE current = 1 AND (?1 = 0 OR workspace = ?1) ORDER BY workspace, key
