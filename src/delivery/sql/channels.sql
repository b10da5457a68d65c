SELECT kind, body FROM channel_setting WHERE workspace = ?1 ORDER BY kind
