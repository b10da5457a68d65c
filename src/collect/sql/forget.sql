DELETE FROM survey_response WHERE workspace = ?1 AND person = ?2
