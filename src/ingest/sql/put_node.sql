INSERT INTO identity_node(workspace, customer, external_id, parent, born, anonymous, pending) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (workspace, customer) DO UPDATE SET parent = excluded.parent, pending = excluded.pending
