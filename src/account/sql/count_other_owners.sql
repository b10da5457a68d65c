SELECT COUNT(*) FROM membership m JOIN account a ON a.id = m.account
WHERE m.workspace = ?1 AND m.account <> ?2 AND m.role = 'owner' AND a.disabled = 0
