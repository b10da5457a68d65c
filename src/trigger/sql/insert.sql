INSERT INTO trigger_rule (workspace, key, version, body, author, changed_ms, current) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)
