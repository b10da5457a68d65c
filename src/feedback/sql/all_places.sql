SELECT workspace, seq, kind, message_id, journey, touchpoint, from_journey, from_touchpoint, author, at, state FROM feedback_place
