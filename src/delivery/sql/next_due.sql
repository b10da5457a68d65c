SELECT MIN(due_ms) FROM survey_invitation WHERE due_ms IS NOT NULL AND claimed_ms IS NULL
