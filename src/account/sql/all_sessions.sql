SELECT s.hash, s.account, s.workspace, s.created_at, s.seen_at, a.email, a.name, m.role, m.reach, s.device, s.address, s.confirmed_at, CASE WHEN a.totp IS NULL THEN 0 ELSE 1 END
FROM session s
JOIN account a ON a.id = s.account
JOIN membership m ON m.account = s.account AND m.workspace = s.workspace
WHERE a.disabled = 0
