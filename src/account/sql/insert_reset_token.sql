INSERT INTO reset_token (hash, account, second_factor, expires_at) VALUES (?1, ?2, ?3, ?4)
