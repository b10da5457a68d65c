INSERT INTO api_key (id, workspace, name, scope, hash, hint, created_at, expires_at, maker) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
