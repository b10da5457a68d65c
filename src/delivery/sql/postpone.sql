UPDATE survey_invitation SET due_ms = ?2 WHERE id = ?1 AND claimed_ms IS NULL AND due_ms IS NOT NULL
