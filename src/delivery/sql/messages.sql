SELECT id, step, channel, at_ms, result, code FROM survey_message WHERE workspace = ?1 AND invitation = ?2 ORDER BY at_ms, step
