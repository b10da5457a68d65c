UPDATE survey_invitation SET claimed_ms = NULL, due_ms = NULL, ended_ms = ?4,
  reason = CASE WHEN step = 0 OR ?2 = 7 THEN ?3 ELSE reason END,
  state = CASE WHEN step = 0 OR (?2 = 7 AND state IN (1, 2)) THEN ?2 ELSE state END WHERE id = ?1
