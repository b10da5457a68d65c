SELECT no, key, name, zone, lang, generated, created_at FROM workspace ORDER BY no
