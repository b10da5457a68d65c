UPDATE job SET state = 2, started_ms = ?2 WHERE id = ?1
