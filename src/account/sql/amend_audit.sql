UPDATE audit SET changes = ?2, request = ?3, words = ?4 WHERE no = ?1
