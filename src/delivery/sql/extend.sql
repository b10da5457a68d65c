UPDATE survey_invitation SET expires_ms = ?2 WHERE id = ?1
