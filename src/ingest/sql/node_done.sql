UPDATE identity_node SET pending = 0 WHERE workspace = ?1 AND customer = ?2
