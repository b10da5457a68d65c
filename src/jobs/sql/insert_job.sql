INSERT INTO job(id, workspace, kind, title, params, state, progress, total, message, result, cancel, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, 0, '', '', 0, ?6)
