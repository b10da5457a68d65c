SELECT state, link, survey, seq FROM survey_response WHERE workspace = ?1 AND id = ?2
