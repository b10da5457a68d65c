INSERT INTO survey_link(token, workspace, survey, id, name, author, claims, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
