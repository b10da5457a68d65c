INSERT INTO identity_erased(workspace, customer, at_ms, scrubbed) VALUES (?1, ?2, ?3, 0)
ON CONFLICT (workspace, customer) DO UPDATE SET at_ms = excluded.at_ms, scrubbed = 0
