-- First messages that a channel did not take: once it is set anew they wait no longer. Reminders keep their day.
UPDATE survey_invitation SET due_ms = ?3 WHERE workspace = ?1 AND channel = ?2 AND state = 1 AND attempts > 0 AND claimed_ms IS NULL AND due_ms > ?3
