DELETE FROM insight_prior WHERE workspace = ?1 AND key = ?2
