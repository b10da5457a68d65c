UPDATE survey SET draft = ?4, author = ?5, changed_ms = ?3, revision = revision + 1 WHERE workspace = ?1 AND key = ?2
