SELECT channel, hour, cell, state, sent_ms IS NOT NULL, done_ms IS NOT NULL, COUNT(*) FROM survey_invitation
WHERE workspace = ?1 AND trigger_key = ?2 AND created_ms >= ?3 AND created_ms < ?4 GROUP BY 1, 2, 3, 4, 5, 6
