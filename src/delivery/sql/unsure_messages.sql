UPDATE survey_message SET result = 'unsure' WHERE result = 'sending'
