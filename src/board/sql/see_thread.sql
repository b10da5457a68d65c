UPDATE board_mention SET seen_ms = ?4
WHERE workspace = ?1 AND account = ?2 AND seen_ms IS NULL AND comment IN (SELECT id FROM board_comment WHERE thread = ?3)
