DELETE FROM channel_setting WHERE workspace = ?1 AND kind = ?2
