UPDATE job SET state = 6, message = 'interrupted', finished_ms = ?1 WHERE state IN (1, 2)
