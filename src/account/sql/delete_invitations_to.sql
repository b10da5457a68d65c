DELETE FROM invitation WHERE workspace = ?1 AND email = ?2
