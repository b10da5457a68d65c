SELECT count(*) FROM silence_audit WHERE workspace = ?1
