SELECT 1 FROM survey_invitation WHERE workspace = ?1 AND trigger_key = ?2 AND event_key = ?3
UNION ALL SELECT 1 FROM survey_refusal WHERE workspace = ?1 AND trigger_key = ?2 AND event_key = ?3
