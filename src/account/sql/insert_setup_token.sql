INSERT INTO setup_token (hash, expires_at) VALUES (?1, ?2)
