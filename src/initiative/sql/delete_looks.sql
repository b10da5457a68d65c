DELETE FROM initiative_look WHERE workspace = ?1 AND initiative = ?2
