SELECT key FROM inbox_seen ORDER BY key
