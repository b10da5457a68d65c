SELECT id, email, name, disabled, created_at FROM account ORDER BY created_at, email
