INSERT INTO delivery_key (id, secret) VALUES (1, ?1) ON CONFLICT DO NOTHING
