INSERT INTO import_map(workspace, key, updated_ms, author, body) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (workspace, key) DO UPDATE SET updated_ms = excluded.updated_ms, author = excluded.author, body = excluded.body
