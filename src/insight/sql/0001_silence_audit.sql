CREATE TABLE silence_audit (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  journey TEXT NOT NULL,
  seed TEXT NOT NULL,
  author TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  let_down INTEGER NOT NULL,
  heard INTEGER NOT NULL,
  told INTEGER NOT NULL,
  looked_at REAL NOT NULL
);
CREATE INDEX silence_audit_by_journey ON silence_audit (workspace, journey, created_ms);
-- state: 0 not called to the end, 1 reached, 2 not reached. bad: NULL until reached.
CREATE TABLE silence_call (
  audit BLOB NOT NULL,
  workspace INTEGER NOT NULL,
  place INTEGER NOT NULL,
  customer BLOB NOT NULL,
  user_id TEXT NOT NULL,
  touchpoint TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  state INTEGER NOT NULL,
  bad INTEGER,
  score REAL,
  note TEXT NOT NULL,
  changed_ms INTEGER,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (audit, place)
);
CREATE INDEX silence_call_by_customer ON silence_call (workspace, customer);
