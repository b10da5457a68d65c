UPDATE survey_invitation SET claimed_ms = NULL, attempts = attempts + 1, due_ms = ?2 WHERE id = ?1
