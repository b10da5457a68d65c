SELECT at_ms, result, code, said FROM survey_message WHERE workspace = ?1 AND channel = ?2 AND result <> 'sending' ORDER BY at_ms DESC LIMIT 1
