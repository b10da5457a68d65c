INSERT INTO feedback_label(workspace, seq, kind, message_id, label, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (workspace, seq, kind, message_id, label) DO NOTHING
