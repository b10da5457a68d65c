DELETE FROM board_dashboard WHERE workspace = ?1 AND id = ?2
