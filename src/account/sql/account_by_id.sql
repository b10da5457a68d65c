SELECT id, email, name, password, disabled, totp, totp_step FROM account WHERE id = ?1
