UPDATE job SET progress = ?2, total = ?3, message = ?4, result = ?5 WHERE id = ?1
