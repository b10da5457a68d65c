UPDATE board_thread SET resolved_ms = ?3, resolved_by = ?4, changed_ms = ?5 WHERE workspace = ?1 AND id = ?2
