DELETE FROM survey_invitation WHERE workspace = ?1 AND customer = ?2
