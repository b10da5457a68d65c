SELECT channel, sent_ms / 900000, COUNT(*), COUNT(opened_ms), COUNT(started_ms), COUNT(done_ms), SUM(state = 7) FROM survey_invitation
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = '' OR survey = ?3) AND created_ms >= ?4 AND created_ms < ?5 AND sent_ms IS NOT NULL
GROUP BY 1, 2
