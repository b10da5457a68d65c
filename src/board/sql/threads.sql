SELECT id, page, figure, link, title, created_ms, changed_ms, resolved_ms, resolved_by FROM board_thread
WHERE workspace = ?1 AND (?2 = '' OR page = ?2) AND (?3 = '' OR figure = ?3)
  AND (?4 = 'all' OR (?4 = 'open' AND resolved_ms IS NULL) OR (?4 = 'resolved' AND resolved_ms IS NOT NULL))
ORDER BY changed_ms DESC, id DESC LIMIT ?5 OFFSET ?6
