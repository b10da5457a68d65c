UPDATE survey_link SET closed_ms = ?4 WHERE workspace = ?1 AND survey = ?2 AND id = ?3 AND closed_ms IS NULL
