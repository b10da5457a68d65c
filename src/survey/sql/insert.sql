INSERT INTO survey(workspace, key, created_ms, changed_ms, author, revision, draft, version) VALUES (?1, ?2, ?3, ?3, ?4, 1, ?5, 0)
