SELECT id, survey, version, state, link, customer, channel, lang, journey, touchpoint, episode, invitation, at, started_ms, submitted_ms, event_ms,
  changed_ms, weight, seq, fields, answers, latency
FROM survey_response WHERE workspace = ?1 AND survey = ?2 AND id = ?3
