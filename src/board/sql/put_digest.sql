INSERT INTO board_digest (workspace, dashboard, account, every, weekday, hour, created_ms, sent_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)
ON CONFLICT (dashboard, account) DO UPDATE SET every = excluded.every, weekday = excluded.weekday, hour = excluded.hour
