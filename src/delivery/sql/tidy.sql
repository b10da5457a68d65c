DELETE FROM survey_refusal WHERE at_ms < ?1
