UPDATE survey_invitation SET state = 8, ended_ms = ?3 WHERE workspace = ?1 AND customer = ?2 AND state IN (2, 3, 4)
