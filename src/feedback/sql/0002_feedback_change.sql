CREATE TABLE feedback_change(
  workspace INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, message_id TEXT NOT NULL, customer BLOB NOT NULL,
  text TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(workspace, seq, kind, message_id));
CREATE INDEX feedback_change_by_customer ON feedback_change(workspace, customer);
