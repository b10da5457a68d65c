INSERT OR REPLACE INTO insight_prior(workspace, key, value, source, changed_ms, changed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
