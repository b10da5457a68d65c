SELECT id, workspace FROM survey_invitation WHERE claimed_ms IS NOT NULL
