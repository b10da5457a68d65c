SELECT id, workspace, customer, user_id, trigger_key, trigger_version, survey, survey_version, kind, topic, priority, event_key, event, event_ms, journey, touchpoint, episode, properties, cell, rate, weight, propensity, explored, channel, hour, lang, state, reason, due_ms, expires_ms, step, attempts, link, created_ms, sent_ms, opened_ms, started_ms, partial_ms, done_ms, ended_ms FROM survey_invitation
WHERE workspace = ?1 AND (?2 = '' OR trigger_key = ?2) AND (?3 = '' OR survey = ?3) AND (?4 = 0 OR state = ?4)
  AND (?5 IS NULL OR customer = ?5) AND created_ms >= ?6 AND created_ms < ?7
ORDER BY created_ms DESC, id DESC LIMIT ?8 OFFSET ?9
