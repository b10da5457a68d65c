SELECT version, published_ms, author, note FROM survey_version WHERE workspace = ?1 AND key = ?2 ORDER BY version DESC
