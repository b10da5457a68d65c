UPDATE survey_invitation SET claimed_ms = ?2 WHERE id = ?1 AND claimed_ms IS NULL AND due_ms IS NOT NULL
