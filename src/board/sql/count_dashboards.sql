SELECT COUNT(*) FROM board_dashboard WHERE workspace = ?1
