DELETE FROM survey_version WHERE workspace = ?1 AND key = ?2
