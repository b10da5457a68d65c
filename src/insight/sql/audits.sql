SELECT id, journey, seed, author, created_ms, let_down, heard, told, looked_at FROM silence_audit WHERE workspace = ?1 AND journey = ?2 ORDER BY created_ms DESC, id DESC LIMIT ?3
