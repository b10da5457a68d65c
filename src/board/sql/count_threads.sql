SELECT COUNT(*) FROM board_thread WHERE workspace = ?1
