INSERT INTO silence_audit(id, workspace, journey, seed, author, created_ms, let_down, heard, told, looked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
