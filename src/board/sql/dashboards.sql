SELECT id, owner, name, shared, tiles, version, created_ms, changed_ms FROM board_dashboard
WHERE workspace = ?1 AND (shared = 1 OR owner = ?2) ORDER BY name, id
