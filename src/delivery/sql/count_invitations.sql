SELECT COUNT(*) FROM survey_invitation
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = '' OR survey = ?3) AND (?4 = 0 OR state = ?4)
  AND (?5 IS NULL OR customer = ?5) AND created_ms >= ?6 AND created_ms < ?7
