SELECT upto FROM identity_state WHERE id = 1
