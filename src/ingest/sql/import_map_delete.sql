DELETE FROM import_map WHERE workspace = ?1 AND key = ?2
