UPDATE session SET confirmed_at = ?2 WHERE hash = ?1
