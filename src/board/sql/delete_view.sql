DELETE FROM board_view WHERE workspace = ?1 AND id = ?2
