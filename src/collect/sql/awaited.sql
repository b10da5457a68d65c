SELECT survey, version, journey, touchpoint, submitted_ms, answers FROM survey_response
WHERE workspace = ?1 AND person = ?2 AND episode = ?3 AND state = ?4 AND submitted_ms < ?5
ORDER BY submitted_ms DESC, id DESC LIMIT 20
