UPDATE account SET totp = ?2, totp_step = ?3 WHERE id = ?1
