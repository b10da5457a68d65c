SELECT 1 FROM dead_address WHERE workspace = ?1 AND address = ?2
