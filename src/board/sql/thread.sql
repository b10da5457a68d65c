SELECT id, page, figure, link, title, created_ms, changed_ms, resolved_ms, resolved_by FROM board_thread
WHERE workspace = ?1 AND id = ?2
