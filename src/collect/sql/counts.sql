SELECT survey, state, COUNT(*), MAX(changed_ms) FROM survey_response WHERE workspace = ?1 GROUP BY survey, state
