SELECT id, thread, author, author_name, text, created_ms, edited_ms, removed_ms FROM board_comment
WHERE workspace = ?1 AND thread = ?2 ORDER BY created_ms, id
