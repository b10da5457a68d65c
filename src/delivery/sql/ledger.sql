SELECT id, due_ms, sent_ms, kind, priority, step, state FROM survey_invitation
WHERE workspace = ?1 AND customer = ?2 AND ((sent_ms IS NOT NULL AND sent_ms >= ?3) OR (sent_ms IS NULL AND state = 1))
