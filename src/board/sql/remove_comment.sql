UPDATE board_comment SET text = '', removed_ms = ?3 WHERE workspace = ?1 AND id = ?2
