SELECT COUNT(*) FROM trigger_cell WHERE workspace = ?1 AND trigger_key = ?2 AND period = ?3
