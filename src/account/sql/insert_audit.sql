INSERT INTO audit (no, workspace, at, who, actor, address, action, object, label, changes, request, words)
SELECT COALESCE(MAX(no), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM audit
RETURNING no
