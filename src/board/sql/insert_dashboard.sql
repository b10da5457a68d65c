INSERT INTO board_dashboard (id, workspace, owner, name, shared, tiles, version, created_ms, changed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7)
