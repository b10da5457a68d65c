DELETE FROM board_mention WHERE workspace = ?1 AND comment = ?2
