SELECT invitation, address FROM survey_message WHERE workspace = ?1 AND id = ?2
