SELECT version, created_ms, author, note FROM journey_version WHERE workspace = ?1 AND key = ?2 ORDER BY version DESC LIMIT 1000
