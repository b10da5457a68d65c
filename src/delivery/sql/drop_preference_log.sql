DELETE FROM contact_preference_log WHERE workspace = ?1 AND customer = ?2
