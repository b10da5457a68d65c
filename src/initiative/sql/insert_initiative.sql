INSERT INTO initiative (id, workspace, plan, state, version, author, created_ms, changed_ms, stop_reason)
VALUES (?1, ?2, ?3, 1, 1, ?4, ?5, ?5, '')
