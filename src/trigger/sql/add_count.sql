INSERT INTO trigger_count (workspace, trigger_key, day, reason, n) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (workspace, trigger_key, day, reason) DO UPDATE SET n = trigger_count.n + excluded.n
