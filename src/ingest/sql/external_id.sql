SELECT external_id FROM identity_node WHERE workspace = ?1 AND customer = ?2
