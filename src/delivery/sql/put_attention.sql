INSERT INTO attention (workspace, body, version) VALUES (?1, ?2, ?3) ON CONFLICT (workspace) DO UPDATE SET body = excluded.body, version = excluded.version
