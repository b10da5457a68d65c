SELECT key, value, source, changed_ms, changed_by FROM insight_prior WHERE workspace = ?1 ORDER BY key
