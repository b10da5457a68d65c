DELETE FROM silence_audit WHERE workspace = ?1 AND id = ?2
