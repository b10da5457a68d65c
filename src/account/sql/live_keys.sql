SELECT id, workspace, name, scope, hash, hint, created_at, seen_at FROM api_key WHERE revoked_at IS NULL ORDER BY created_at, id
