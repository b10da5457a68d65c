UPDATE workspace SET name = ?2, zone = ?3, lang = ?4, require_totp = ?5, suppress_k = ?6 WHERE no = ?1
