SELECT c.id, t.id, t.link, t.title, c.author, c.author_name, c.text, c.created_ms, m.seen_ms
FROM board_mention m JOIN board_comment c ON c.id = m.comment JOIN board_thread t ON t.id = c.thread
WHERE m.workspace = ?1 AND m.account = ?2 AND (?3 = 0 OR m.seen_ms IS NULL)
ORDER BY c.created_ms DESC, c.id DESC LIMIT ?4
