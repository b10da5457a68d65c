UPDATE identity_erased SET scrubbed = 1 WHERE workspace = ?1 AND customer = ?2 AND at_ms = ?3
