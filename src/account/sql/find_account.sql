SELECT id, email, name, password, disabled FROM account WHERE email = ?1
