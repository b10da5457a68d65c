UPDATE survey_invitation SET state = CASE WHEN state IN (2, 3, 4, 5, 7, 8) AND (state > 6 OR state < ?2) THEN ?2 ELSE state END,
  opened_ms = COALESCE(opened_ms, ?3), started_ms = CASE WHEN ?2 >= 4 THEN COALESCE(started_ms, ?3) ELSE started_ms END,
  partial_ms = CASE WHEN ?2 = 5 THEN COALESCE(partial_ms, ?3) ELSE partial_ms END,
  done_ms = CASE WHEN ?2 = 6 THEN COALESCE(done_ms, ?3) ELSE done_ms END,
  due_ms = CASE WHEN ?2 = 6 THEN NULL ELSE due_ms END WHERE id = ?1 AND sent_ms IS NOT NULL
