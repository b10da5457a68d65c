UPDATE feedback_place SET state = 0 WHERE workspace = ?1 AND seq = ?2 AND kind = ?3 AND message_id = ?4 AND state = 1
