SELECT seq, kind, message_id FROM feedback_label WHERE workspace = ?1 AND label = ?2 ORDER BY at DESC LIMIT ?3
