UPDATE journey SET archived_ms = ?3 WHERE workspace = ?1 AND key = ?2 AND archived_ms IS NULL
