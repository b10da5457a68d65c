CREATE TABLE import_map(
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  updated_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace, key)
);
