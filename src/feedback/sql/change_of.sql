SELECT text, author, at FROM feedback_change WHERE workspace = ?1 AND seq = ?2 AND kind = ?3 AND message_id = ?4
