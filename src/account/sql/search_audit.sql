SELECT no, at, who, actor, address, action, object, label, changes, request FROM audit
WHERE workspace = ?1 AND no < ?2 AND at >= ?3 AND at < ?4 AND (?5 = '' OR who = ?5) AND (?6 = '' OR action LIKE ?6 ESCAPE '~')
AND (?7 = '' OR object LIKE ?7 ESCAPE '~') AND (?8 = '' OR words LIKE ?8 ESCAPE '~')
ORDER BY no DESC LIMIT ?9
