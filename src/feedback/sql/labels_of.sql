SELECT label FROM feedback_label WHERE workspace = ?1 AND seq = ?2 AND kind = ?3 AND message_id = ?4 ORDER BY at, label LIMIT 50
