SELECT customer, id, sent_ms, kind, priority, step FROM survey_invitation WHERE workspace = ?1 AND sent_ms >= ?2 AND sent_ms < ?3 LIMIT 2000001
