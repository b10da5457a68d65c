INSERT INTO silence_call(audit, workspace, place, customer, user_id, touchpoint, reason, at_ms, attempts, state, note, changed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, '', '')
