SELECT v.body FROM journey j JOIN journey_version v ON v.workspace = j.workspace AND v.key = j.key AND v.version = j.version
WHERE j.workspace = ?1 AND j.archived_ms IS NULL ORDER BY j.created_ms, j.key
