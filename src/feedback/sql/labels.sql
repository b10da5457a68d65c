SELECT label, count(*) FROM feedback_label WHERE workspace = ?1 GROUP BY label ORDER BY count(*) DESC, label LIMIT ?2
