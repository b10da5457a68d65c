SELECT COUNT(*) FROM survey_refusal
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = 0 OR reason = ?3) AND (?4 IS NULL OR customer = ?4) AND at_ms >= ?5 AND at_ms < ?6
