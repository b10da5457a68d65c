UPDATE survey_invitation SET sent_ms = COALESCE(sent_ms, claimed_ms), state = CASE WHEN state = 1 THEN 2 ELSE state END,
  step = step + 1, due_ms = NULL, claimed_ms = NULL WHERE claimed_ms IS NOT NULL
