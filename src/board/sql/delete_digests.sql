DELETE FROM board_digest WHERE workspace = ?1 AND dashboard = ?2
