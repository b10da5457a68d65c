SELECT quota, n FROM survey_quota WHERE workspace = ?1 AND survey = ?2
