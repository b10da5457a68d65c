ALTER TABLE workspace ADD COLUMN require_totp INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN suppress_k INTEGER NOT NULL DEFAULT 5;
ALTER TABLE account ADD COLUMN totp BLOB;
ALTER TABLE account ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN role TEXT NOT NULL DEFAULT 'owner';
ALTER TABLE membership ADD COLUMN reach TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN expires_at INTEGER;
ALTER TABLE api_key ADD COLUMN maker TEXT NOT NULL DEFAULT '';
CREATE TABLE invitation (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace (no),
  hash BLOB NOT NULL UNIQUE,
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  reach TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX invitation_by_workspace ON invitation (workspace);
CREATE TABLE reset_token (
  hash BLOB PRIMARY KEY,
  account BLOB NOT NULL UNIQUE REFERENCES account (id),
  second_factor INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE TABLE recovery_code (
  account BLOB NOT NULL REFERENCES account (id),
  hash BLOB NOT NULL,
  PRIMARY KEY (account, hash)
);
CREATE TABLE audit (
  no INTEGER PRIMARY KEY,
  workspace INTEGER NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  actor TEXT NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  label TEXT NOT NULL,
  changes TEXT NOT NULL,
  request TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE INDEX audit_by_workspace ON audit (workspace, no);
