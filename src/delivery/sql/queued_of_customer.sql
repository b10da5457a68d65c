SELECT id FROM survey_invitation WHERE workspace = ?1 AND customer = ?2 AND due_ms IS NOT NULL
