INSERT INTO survey_quota(workspace, survey, quota, n) VALUES (?1, ?2, ?3, 1)
ON CONFLICT(workspace, survey, quota) DO UPDATE SET n = survey_quota.n + 1
