SELECT token, workspace, survey, id, name, author, claims, created_ms, closed_ms IS NOT NULL FROM survey_link
WHERE workspace = ?1 AND survey = ?2 ORDER BY created_ms DESC, token
