SELECT COUNT(*) FROM board_mention WHERE workspace = ?1 AND account = ?2 AND seen_ms IS NULL
