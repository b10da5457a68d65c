INSERT INTO workspace (no, key, name, zone, lang, generated, created_at)
SELECT COALESCE(MAX(no), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6 FROM workspace
RETURNING no
