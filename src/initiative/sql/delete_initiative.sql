DELETE FROM initiative WHERE workspace = ?1 AND id = ?2
