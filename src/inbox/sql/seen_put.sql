INSERT INTO inbox_seen(key, seq) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING
