UPDATE survey_message SET result = ?2, code = ?3, said = ?4 WHERE id = ?1
