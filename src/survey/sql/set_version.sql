UPDATE survey SET version = ?4, changed_ms = ?3 WHERE workspace = ?1 AND key = ?2
