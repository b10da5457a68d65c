SELECT version, body, author, changed_ms, current FROM trigger_rule WHERE workspace = ?1 AND key = ?2 AND version = ?3
