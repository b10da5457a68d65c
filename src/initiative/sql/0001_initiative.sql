CREATE TABLE initiative (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  plan TEXT NOT NULL,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  author TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  registered_ms INTEGER,
  stopped_ms INTEGER,
  stop_reason TEXT NOT NULL
);
CREATE INDEX initiative_by_workspace ON initiative (workspace);
-- Who looked at the answer of which test on which day: an interval has to allow for it.
CREATE TABLE initiative_look (
  workspace INTEGER NOT NULL,
  initiative BLOB NOT NULL,
  who TEXT NOT NULL,
  day TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (initiative, who, day)
);
