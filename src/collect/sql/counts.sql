SELECT survey, state, COUNT(*) FROM survey_response WHERE workspace = ?1 GROUP BY survey, state
