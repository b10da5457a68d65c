UPDATE job SET state = ?2, message = ?3, result = ?4, progress = ?5, total = ?6, finished_ms = ?7 WHERE id = ?1
