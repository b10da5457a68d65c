INSERT INTO journey(workspace, key, version, created_ms, archived_ms) VALUES (?1, ?2, ?3, ?4, NULL)
ON CONFLICT (workspace, key) DO UPDATE SET version = excluded.version, archived_ms = NULL
