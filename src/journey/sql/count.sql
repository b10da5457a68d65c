SELECT count(*) FROM journey WHERE workspace = ?1 AND archived_ms IS NULL
