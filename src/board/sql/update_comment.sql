UPDATE board_comment SET text = ?3, edited_ms = ?4 WHERE workspace = ?1 AND id = ?2
