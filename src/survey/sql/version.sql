SELECT version, published_ms, author, note, body FROM survey_version WHERE workspace = ?1 AND key = ?2 AND version = ?3
