INSERT INTO survey_version(workspace, key, version, published_ms, author, note, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
