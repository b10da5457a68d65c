SELECT upto FROM trigger_mark WHERE id = 1
