CREATE TABLE journey(
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  archived_ms INTEGER,
  PRIMARY KEY (workspace, key)
);
-- Immutable: a change is a new row.
CREATE TABLE journey_version(
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace, key, version)
);
