SELECT workspace, customer, at_ms, scrubbed FROM identity_erased
