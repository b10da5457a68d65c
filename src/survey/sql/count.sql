SELECT COUNT(*) FROM survey WHERE workspace = ?1
