SELECT reason, COUNT(*) FROM survey_refusal WHERE workspace = ?1 AND trigger_key = ?2 AND at_ms >= ?3 AND at_ms < ?4 GROUP BY reason ORDER BY 2 DESC, 1
