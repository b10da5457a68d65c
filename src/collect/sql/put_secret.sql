INSERT INTO survey_secret(id, secret) VALUES (1, ?1) ON CONFLICT(id) DO NOTHING
