DELETE FROM silence_call WHERE workspace = ?1 AND customer = ?2
