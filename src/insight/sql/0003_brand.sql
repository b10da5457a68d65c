CREATE TABLE brand (
  workspace INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  body TEXT NOT NULL
);
