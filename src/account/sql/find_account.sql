SELECT id, email, name, password, disabled, totp, totp_step FROM account WHERE email = ?1
