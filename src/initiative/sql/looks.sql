SELECT COUNT(*), MIN(at_ms), COALESCE(SUM(CASE WHEN who = ?3 AND day = ?4 THEN 1 ELSE 0 END), 0) FROM initiative_look
WHERE workspace = ?1 AND initiative = ?2
