SELECT version, body FROM brand WHERE workspace = ?1
