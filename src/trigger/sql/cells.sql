SELECT period, cell, eligible, invited FROM trigger_cell WHERE workspace = ?1 AND trigger_key = ?2 ORDER BY period DESC, cell LIMIT 2000
