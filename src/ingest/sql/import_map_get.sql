SELECT body, updated_ms, author FROM import_map WHERE workspace = ?1 AND key = ?2
