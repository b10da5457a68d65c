UPDATE survey_message SET result = ?2, code = ?3 WHERE id = ?1
