SELECT secret FROM delivery_key WHERE id = 1
