INSERT INTO membership (workspace, account, rights, created_at, role, reach) VALUES (?1, ?2, 0, ?3, ?4, ?5)
ON CONFLICT (workspace, account) DO UPDATE SET role = ?4, reach = ?5
