SELECT id, state FROM survey_invitation WHERE workspace = ?1 AND link = ?2
