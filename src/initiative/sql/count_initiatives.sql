SELECT COUNT(*) FROM initiative WHERE workspace = ?1
