-- Only what somebody changed; without a row the founding value holds.
CREATE TABLE insight_prior (
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  value REAL NOT NULL,
  source TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (workspace, key)
);
