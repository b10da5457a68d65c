INSERT INTO board_view (id, workspace, owner, name, shared, question, version, created_ms, changed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7)
