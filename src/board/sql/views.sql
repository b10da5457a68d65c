SELECT id, owner, name, shared, question, version, created_ms, changed_ms FROM board_view
WHERE workspace = ?1 AND (shared = 1 OR owner = ?2) ORDER BY name, id
