SELECT place, customer, user_id, touchpoint, reason, at_ms, attempts, state, bad, score, note, changed_ms, changed_by FROM silence_call WHERE workspace = ?1 AND audit = ?2 ORDER BY place
