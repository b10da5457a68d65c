SELECT seq, workspace, received_ms, packed, bytes, body FROM inbox WHERE seq > ?1 AND (?2 = 0 OR workspace = ?2) ORDER BY seq
