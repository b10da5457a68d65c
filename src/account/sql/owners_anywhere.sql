SELECT DISTINCT account FROM membership WHERE role = 'owner'
