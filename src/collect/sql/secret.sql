SELECT secret FROM survey_secret WHERE id = 1
