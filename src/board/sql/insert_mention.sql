INSERT INTO board_mention (comment, workspace, account, seen_ms) VALUES (?1, ?2, ?3, NULL)
ON CONFLICT (comment, account) DO NOTHING
