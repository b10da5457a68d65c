SELECT customer, user_id, trigger_key, trigger_version, event_key, event, event_ms, at_ms, reason, next_ms, cell, NULL AS invitation FROM survey_refusal
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = 0 OR reason = ?3) AND (?4 IS NULL OR customer = ?4) AND at_ms >= ?5 AND at_ms < ?6
UNION ALL
SELECT customer, user_id, trigger_key, trigger_version, event_key, event, event_ms, ended_ms, reason, NULL, cell, id FROM survey_invitation
WHERE ?7 AND sent_ms IS NULL AND ended_ms IS NOT NULL AND workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = 0 OR reason = ?3)
  AND (?4 IS NULL OR customer = ?4) AND created_ms >= ?5 AND created_ms < ?6
ORDER BY 8 DESC, 5 LIMIT ?8 OFFSET ?9
