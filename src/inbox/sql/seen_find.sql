SELECT seq FROM inbox_seen WHERE key = ?1
