INSERT INTO dead_address (workspace, address, at_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
