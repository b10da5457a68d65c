SELECT id, workspace, kind, title, params, state, progress, total, message, result, cancel, created_ms, started_ms, finished_ms FROM job WHERE id = ?1 AND (?2 = 0 OR workspace = ?2)
