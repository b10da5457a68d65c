CREATE TABLE survey_secret(
  id INTEGER PRIMARY KEY,
  secret BLOB NOT NULL
);
CREATE TABLE survey_link(
  token TEXT PRIMARY KEY,
  workspace INTEGER NOT NULL,
  survey TEXT NOT NULL,
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  author TEXT NOT NULL,
  claims TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  closed_ms INTEGER
);
CREATE INDEX survey_link_survey ON survey_link(workspace, survey);
CREATE TABLE survey_response(
  workspace INTEGER NOT NULL,
  id BLOB NOT NULL,
  survey TEXT NOT NULL,
  version INTEGER NOT NULL,
  state INTEGER NOT NULL,
  link TEXT NOT NULL,
  customer TEXT NOT NULL,
  person BLOB,
  channel TEXT NOT NULL,
  lang TEXT NOT NULL,
  journey TEXT NOT NULL,
  touchpoint TEXT NOT NULL,
  episode TEXT NOT NULL,
  invitation TEXT NOT NULL,
  at TEXT NOT NULL,
  started_ms INTEGER,
  submitted_ms INTEGER,
  event_ms INTEGER,
  changed_ms INTEGER NOT NULL,
  weight REAL NOT NULL,
  seq INTEGER NOT NULL,
  used TEXT,
  fields TEXT NOT NULL,
  answers TEXT NOT NULL,
  latency TEXT NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE INDEX survey_response_survey ON survey_response(workspace, survey, changed_ms);
CREATE INDEX survey_response_person ON survey_response(workspace, person);
CREATE UNIQUE INDEX survey_response_used ON survey_response(workspace, used);
CREATE TABLE survey_quota(
  workspace INTEGER NOT NULL,
  survey TEXT NOT NULL,
  quota TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (workspace, survey, quota)
);
