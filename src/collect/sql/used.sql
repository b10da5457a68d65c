SELECT 1 FROM survey_response WHERE workspace = ?1 AND used = ?2
