SELECT upto, n FROM inbox_index WHERE id = 1
