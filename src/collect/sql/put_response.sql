INSERT INTO survey_response(workspace, id, survey, version, state, link, customer, channel, lang, journey, touchpoint, episode, invitation, at,
  started_ms, submitted_ms, event_ms, changed_ms, weight, seq, used, fields, answers, latency, person)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)
ON CONFLICT(workspace, id) DO UPDATE SET version = excluded.version, state = excluded.state, lang = excluded.lang, at = excluded.at,
  started_ms = excluded.started_ms, submitted_ms = excluded.submitted_ms, changed_ms = excluded.changed_ms, seq = excluded.seq,
  used = excluded.used, fields = excluded.fields, answers = excluded.answers, latency = excluded.latency
