DELETE FROM survey WHERE workspace = ?1 AND key = ?2
