UPDATE board_dashboard SET name = ?3, shared = ?4, tiles = ?5, version = version + 1, changed_ms = ?6
WHERE workspace = ?1 AND id = ?2
