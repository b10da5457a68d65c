INSERT INTO contact_preference (workspace, customer, opted_out, channels, topics_off, frequency, changed_ms, source)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (workspace, customer) DO UPDATE SET opted_out = excluded.opted_out, channels = excluded.channels, topics_off = excluded.topics_off,
  frequency = excluded.frequency, changed_ms = excluded.changed_ms, source = excluded.source
