CREATE TABLE trigger_rule(
  workspace INTEGER NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  current INTEGER NOT NULL,
  PRIMARY KEY (workspace, key, version)
);
-- Facts up to this inbox row have been looked at.
CREATE TABLE trigger_mark(id INTEGER PRIMARY KEY, upto INTEGER NOT NULL);
-- What happened in a cell in a period of a trigger: events that could be asked, invitations.
CREATE TABLE trigger_cell(
  workspace INTEGER NOT NULL,
  trigger_key TEXT NOT NULL,
  period INTEGER NOT NULL,
  cell TEXT NOT NULL,
  eligible INTEGER NOT NULL,
  invited INTEGER NOT NULL,
  PRIMARY KEY (workspace, trigger_key, period, cell)
);
-- Refusals that are only counted.
CREATE TABLE trigger_count(
  workspace INTEGER NOT NULL,
  trigger_key TEXT NOT NULL,
  day INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (workspace, trigger_key, day, reason)
);
