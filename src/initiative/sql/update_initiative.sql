UPDATE initiative SET plan = ?3, state = ?4, version = ?5, changed_ms = ?6, registered_ms = ?7, stopped_ms = ?8, stop_reason = ?9
WHERE workspace = ?1 AND id = ?2
