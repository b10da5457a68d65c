UPDATE survey_invitation SET claimed_ms = NULL, step = step + 1, attempts = 0, sent_ms = COALESCE(sent_ms, ?2), link = ?3, due_ms = ?4,
  state = CASE WHEN state = 1 THEN 2 ELSE state END WHERE id = ?1
