INSERT INTO board_thread (id, workspace, page, figure, link, title, created_ms, changed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
