INSERT INTO journey_version(workspace, key, version, created_ms, author, body, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
