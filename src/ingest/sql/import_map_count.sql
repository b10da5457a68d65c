SELECT count(*) FROM import_map WHERE workspace = ?1
