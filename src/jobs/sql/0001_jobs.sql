CREATE TABLE job(
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  params TEXT NOT NULL,
  state INTEGER NOT NULL,
  progress INTEGER NOT NULL,
  total INTEGER NOT NULL,
  message TEXT NOT NULL,
  result TEXT NOT NULL,
  cancel INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  started_ms INTEGER,
  finished_ms INTEGER
);
CREATE INDEX job_by_workspace ON job(workspace, created_ms);
