SELECT id, plan, state, version, author, created_ms, changed_ms, registered_ms, stopped_ms, stop_reason FROM initiative
WHERE workspace = ?1 ORDER BY created_ms DESC, id DESC
