INSERT INTO trigger_mark (id, upto) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET upto = MAX(upto, excluded.upto)
