CREATE TABLE feedback_label(
  workspace INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, message_id TEXT NOT NULL, label TEXT NOT NULL,
  author TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(workspace, seq, kind, message_id, label));
CREATE INDEX feedback_label_by_label ON feedback_label(workspace, label, at);
CREATE TABLE feedback_place(
  workspace INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, message_id TEXT NOT NULL,
  journey TEXT NOT NULL, touchpoint TEXT NOT NULL, from_journey TEXT NOT NULL, from_touchpoint TEXT NOT NULL,
  author TEXT NOT NULL, at INTEGER NOT NULL, state INTEGER NOT NULL, PRIMARY KEY(workspace, seq, kind, message_id));
