CREATE TABLE workspace (
  no INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  lang TEXT NOT NULL,
  generated INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE TABLE account (
  id BLOB PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE TABLE membership (
  workspace INTEGER NOT NULL REFERENCES workspace (no),
  account BLOB NOT NULL REFERENCES account (id),
  rights INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace, account)
);
CREATE TABLE session (
  hash BLOB PRIMARY KEY,
  account BLOB NOT NULL REFERENCES account (id),
  workspace INTEGER NOT NULL REFERENCES workspace (no),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
);
CREATE TABLE api_key (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace (no),
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  hash BLOB NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER,
  revoked_at INTEGER
);
CREATE INDEX api_key_by_workspace ON api_key (workspace);
CREATE TABLE setup_token (
  hash BLOB PRIMARY KEY,
  expires_at INTEGER NOT NULL
);
