SELECT seq, packed, bytes, body FROM inbox WHERE seq > ?1 AND workspace = ?2 ORDER BY seq
