INSERT INTO session (hash, account, workspace, created_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)
