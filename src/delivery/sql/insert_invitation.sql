INSERT INTO survey_invitation (id, workspace, customer, user_id, trigger_key, trigger_version, survey, survey_version, kind, topic, priority, event_key, event, event_ms, journey, touchpoint, episode, properties, cell, rate, weight, propensity, explored, channel, hour, lang, state, reason, due_ms, expires_ms, step, attempts, link, created_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34)
ON CONFLICT DO NOTHING
