SELECT link, state, COUNT(*) FROM survey_response WHERE workspace = ?1 AND survey = ?2 GROUP BY link, state
