DELETE FROM silence_call WHERE workspace = ?1 AND audit = ?2
