DELETE FROM membership WHERE workspace = ?1 AND account = ?2
