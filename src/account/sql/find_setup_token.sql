SELECT expires_at FROM setup_token WHERE hash = ?1
