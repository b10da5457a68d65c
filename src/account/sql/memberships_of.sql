SELECT workspace, rights FROM membership WHERE account = ?1 ORDER BY workspace
