INSERT INTO inbox(seq, workspace, received_ms, packed, bytes, keys, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
