SELECT token, workspace, survey, id, name, author, claims, created_ms, closed_ms IS NOT NULL FROM survey_link WHERE token = ?1
