UPDATE inbox SET packed = ?2, bytes = ?3, body = ?4 WHERE seq = ?1
