SELECT (SELECT COUNT(*) FROM survey_refusal
    WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = 0 OR reason = ?3) AND (?4 IS NULL OR customer = ?4) AND at_ms >= ?5 AND at_ms < ?6)
  + (SELECT COUNT(*) FROM survey_invitation
    WHERE ?7 AND sent_ms IS NULL AND ended_ms IS NOT NULL AND workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = 0 OR reason = ?3)
      AND (?4 IS NULL OR customer = ?4) AND created_ms >= ?5 AND created_ms < ?6)
