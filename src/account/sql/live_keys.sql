SELECT id, workspace, name, scope, hash, hint, created_at, seen_at, expires_at, maker FROM api_key WHERE revoked_at IS NULL ORDER BY created_at, id
