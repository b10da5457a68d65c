INSERT INTO account (id, email, name, password, disabled, created_at) VALUES (?1, ?2, ?3, ?4, 0, ?5)
