SELECT s.key, s.changed_ms, s.revision, s.draft, s.version, s.closed_ms IS NOT NULL, COALESCE(v.body, '')
FROM survey s LEFT JOIN survey_version v ON v.workspace = s.workspace AND v.key = s.key AND v.version = s.version
WHERE s.workspace = ?1 ORDER BY s.changed_ms DESC, s.key
