INSERT INTO survey_refusal (workspace, trigger_key, event_key, customer, user_id, trigger_version, event, event_ms, at_ms, reason, next_ms, cell)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING
