SELECT body FROM journey_version WHERE workspace = ?1 AND key = ?2 AND version = ?3
