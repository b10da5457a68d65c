DELETE FROM setup_token
