SELECT version, archived_ms IS NULL FROM journey WHERE workspace = ?1 AND key = ?2
