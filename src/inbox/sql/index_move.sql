UPDATE inbox_index SET upto = ?1, n = n + ?2 WHERE id = 1
