DELETE FROM reset_token WHERE account = ?1
