INSERT INTO session (hash, account, workspace, created_at, seen_at, device, address, confirmed_at) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?4)
