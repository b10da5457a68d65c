SELECT id, workspace, email, role, reach, invited_by, created_at, expires_at FROM invitation WHERE workspace = ?1 ORDER BY created_at, id
