SELECT m.account, a.email, a.name, m.role, m.reach, CASE WHEN a.totp IS NULL THEN 0 ELSE 1 END, m.created_at
FROM membership m JOIN account a ON a.id = m.account WHERE m.workspace = ?1 AND a.disabled = 0 ORDER BY m.created_at, a.email
