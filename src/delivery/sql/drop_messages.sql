DELETE FROM survey_message WHERE invitation IN (SELECT id FROM survey_invitation WHERE workspace = ?1 AND customer = ?2)
