UPDATE silence_call SET attempts = ?4, state = ?5, bad = ?6, score = ?7, note = ?8, changed_ms = ?9, changed_by = ?10 WHERE workspace = ?1 AND audit = ?2 AND place = ?3
