UPDATE board_view SET name = ?3, shared = ?4, question = ?5, version = version + 1, changed_ms = ?6
WHERE workspace = ?1 AND id = ?2
