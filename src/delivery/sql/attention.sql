SELECT body, version FROM attention WHERE workspace = ?1
