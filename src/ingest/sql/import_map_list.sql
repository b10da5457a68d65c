SELECT key, updated_ms, author, length(body) FROM import_map WHERE workspace = ?1 ORDER BY key LIMIT 1000
