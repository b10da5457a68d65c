SELECT workspace, role, reach FROM membership WHERE account = ?1 ORDER BY workspace
