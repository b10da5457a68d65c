INSERT INTO feedback_change(workspace, seq, kind, message_id, customer, text, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (workspace, seq, kind, message_id) DO UPDATE SET text = excluded.text, author = excluded.author, at = excluded.at
