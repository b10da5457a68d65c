SELECT COUNT(*) FROM survey_link WHERE workspace = ?1 AND survey = ?2
