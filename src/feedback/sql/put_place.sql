INSERT INTO feedback_place(workspace, seq, kind, message_id, journey, touchpoint, from_journey, from_touchpoint, author, at, state)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (workspace, seq, kind, message_id) DO UPDATE SET journey = excluded.journey, touchpoint = excluded.touchpoint,
author = excluded.author, at = excluded.at, state = excluded.state
