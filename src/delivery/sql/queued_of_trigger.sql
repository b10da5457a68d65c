SELECT id FROM survey_invitation WHERE workspace = ?1 AND trigger_key = ?2 AND due_ms IS NOT NULL AND claimed_ms IS NULL
