INSERT INTO contact_preference_log (workspace, customer, at_ms, author, source, opted_out, channels, topics_off, frequency)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
