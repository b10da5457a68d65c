SELECT id, workspace, email, role, reach, invited_by, created_at, expires_at FROM invitation WHERE hash = ?1 AND expires_at > ?2
