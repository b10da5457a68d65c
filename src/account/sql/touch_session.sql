UPDATE session SET seen_at = ?2, workspace = ?3 WHERE hash = ?1
