INSERT INTO survey_message (id, workspace, invitation, step, channel, address, at_ms, result, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '')
