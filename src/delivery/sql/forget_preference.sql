UPDATE contact_preference SET channels = '', topics_off = '', source = 'erased' WHERE workspace = ?1 AND customer = ?2 AND opted_out = 1
