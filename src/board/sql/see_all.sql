UPDATE board_mention SET seen_ms = ?3 WHERE workspace = ?1 AND account = ?2 AND seen_ms IS NULL
