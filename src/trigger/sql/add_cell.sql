INSERT INTO trigger_cell (workspace, trigger_key, period, cell, eligible, invited) VALUES (?1, ?2, ?3, ?4, 1, ?5)
ON CONFLICT (workspace, trigger_key, period, cell) DO UPDATE SET eligible = trigger_cell.eligible + 1, invited = trigger_cell.invited + excluded.invited
