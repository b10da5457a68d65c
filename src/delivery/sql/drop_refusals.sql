DELETE FROM survey_refusal WHERE workspace = ?1 AND customer = ?2
