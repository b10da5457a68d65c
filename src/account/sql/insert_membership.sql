INSERT INTO membership (workspace, account, rights, created_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (workspace, account) DO UPDATE SET rights = ?3
