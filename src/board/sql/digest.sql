SELECT every, weekday, hour, created_ms, sent_ms FROM board_digest WHERE workspace = ?1 AND dashboard = ?2 AND account = ?3
