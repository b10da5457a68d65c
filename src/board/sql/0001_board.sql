CREATE TABLE board_view (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  owner BLOB NOT NULL,
  name TEXT NOT NULL,
  shared INTEGER NOT NULL,
  question TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
);
CREATE INDEX board_view_by_workspace ON board_view (workspace);
CREATE TABLE board_dashboard (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  owner BLOB NOT NULL,
  name TEXT NOT NULL,
  shared INTEGER NOT NULL,
  tiles TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
);
CREATE INDEX board_dashboard_by_workspace ON board_dashboard (workspace);
-- Who wants a dashboard by e-mail, and when. Kept for the channel that will send it.
CREATE TABLE board_digest (
  workspace INTEGER NOT NULL,
  dashboard BLOB NOT NULL,
  account BLOB NOT NULL,
  every TEXT NOT NULL,
  weekday INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  sent_ms INTEGER,
  PRIMARY KEY (dashboard, account)
);
CREATE TABLE board_thread (
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  page TEXT NOT NULL,
  figure TEXT NOT NULL,
  link TEXT NOT NULL,
  title TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  resolved_ms INTEGER,
  resolved_by BLOB
);
CREATE INDEX board_thread_by_page ON board_thread (workspace, page, figure);
CREATE TABLE board_comment (
  id BLOB PRIMARY KEY,
  thread BLOB NOT NULL REFERENCES board_thread (id),
  workspace INTEGER NOT NULL,
  author BLOB NOT NULL,
  author_name TEXT NOT NULL,
  text TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  edited_ms INTEGER,
  removed_ms INTEGER
);
CREATE INDEX board_comment_by_thread ON board_comment (thread);
CREATE TABLE board_mention (
  comment BLOB NOT NULL REFERENCES board_comment (id),
  workspace INTEGER NOT NULL,
  account BLOB NOT NULL,
  seen_ms INTEGER,
  PRIMARY KEY (comment, account)
);
CREATE INDEX board_mention_by_account ON board_mention (workspace, account);
