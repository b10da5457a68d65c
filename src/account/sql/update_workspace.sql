UPDATE workspace SET name = ?2, zone = ?3, lang = ?4 WHERE no = ?1
