SELECT opted_out, channels, topics_off, frequency, changed_ms, source FROM contact_preference WHERE workspace = ?1 AND customer = ?2
