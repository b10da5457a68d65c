SELECT COUNT(*) FROM board_comment WHERE thread = ?1
