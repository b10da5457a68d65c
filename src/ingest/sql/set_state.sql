UPDATE identity_state SET upto = ?1 WHERE id = 1 AND upto < ?1
