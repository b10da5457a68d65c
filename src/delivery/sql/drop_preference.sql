DELETE FROM contact_preference WHERE workspace = ?1 AND customer = ?2
