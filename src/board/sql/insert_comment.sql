INSERT INTO board_comment (id, thread, workspace, author, author_name, text, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
