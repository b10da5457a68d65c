UPDATE board_thread SET changed_ms = ?3, resolved_ms = NULL, resolved_by = NULL WHERE workspace = ?1 AND id = ?2
