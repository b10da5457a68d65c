INSERT INTO channel_setting (workspace, kind, body) VALUES (?1, ?2, ?3) ON CONFLICT (workspace, kind) DO UPDATE SET body = excluded.body
