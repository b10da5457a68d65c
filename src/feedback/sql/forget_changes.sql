DELETE FROM feedback_change WHERE workspace = ?1 AND customer = ?2
