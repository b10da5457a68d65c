INSERT INTO brand(workspace, version, body) VALUES (?1, ?2, ?3) ON CONFLICT (workspace) DO UPDATE SET version = excluded.version, body = excluded.body
