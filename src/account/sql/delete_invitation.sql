DELETE FROM invitation WHERE workspace = ?1 AND id = ?2
