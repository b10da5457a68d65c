SELECT reason, at_ms / 900000, COUNT(*) FROM survey_refusal
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND at_ms >= ?3 AND at_ms < ?4 GROUP BY 1, 2
UNION ALL
SELECT reason, ended_ms / 900000, COUNT(*) FROM survey_invitation
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND created_ms >= ?3 AND created_ms < ?4 AND sent_ms IS NULL AND ended_ms IS NOT NULL GROUP BY 1, 2
