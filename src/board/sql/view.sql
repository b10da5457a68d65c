SELECT id, owner, name, shared, question, version, created_ms, changed_ms FROM board_view
WHERE workspace = ?1 AND id = ?2
