CREATE TABLE survey(
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  revision INTEGER NOT NULL,
  draft TEXT NOT NULL,
  version INTEGER NOT NULL,
  closed_ms INTEGER,
  PRIMARY KEY (workspace, key)
);
-- Immutable: publishing makes a new row.
CREATE TABLE survey_version(
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  published_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace, key, version)
);
