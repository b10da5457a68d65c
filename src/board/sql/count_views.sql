SELECT COUNT(*) FROM board_view WHERE workspace = ?1
