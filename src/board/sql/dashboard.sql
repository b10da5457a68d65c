SELECT id, owner, name, shared, tiles, version, created_ms, changed_ms FROM board_dashboard
WHERE workspace = ?1 AND id = ?2
