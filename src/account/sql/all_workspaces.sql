SELECT no, key, name, zone, lang, generated, created_at, require_totp, suppress_k FROM workspace ORDER BY no
