SELECT r.account, r.second_factor, a.email FROM reset_token r JOIN account a ON a.id = r.account WHERE r.hash = ?1 AND r.expires_at > ?2
