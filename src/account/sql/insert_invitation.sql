INSERT INTO invitation (id, workspace, hash, email, role, reach, invited_by, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
