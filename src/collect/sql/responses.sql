SELECT id, survey, version, state, link, customer, channel, lang, journey, touchpoint, episode, invitation, at, started_ms, submitted_ms, event_ms,
  changed_ms, weight, seq, fields, answers, latency
FROM survey_response
WHERE workspace = ?1 AND survey = ?2 AND changed_ms >= ?3 AND changed_ms < ?4 AND (?5 = 0 OR state = ?5) AND (?6 = 0 OR version = ?6)
  AND (?7 = '' OR lang = ?7) AND (?8 = '' OR link = ?8) AND (?9 = '' OR channel = ?9)
  AND (?10 = 0 OR event_ms IS NULL OR submitted_ms IS NULL OR submitted_ms - event_ms <= ?10)
ORDER BY changed_ms DESC, id DESC LIMIT ?11 OFFSET ?12
