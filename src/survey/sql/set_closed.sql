UPDATE survey SET closed_ms = ?3, changed_ms = ?4 WHERE workspace = ?1 AND key = ?2
