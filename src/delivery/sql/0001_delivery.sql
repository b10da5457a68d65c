-- Invitations are the ledger of all surveys: what is queued, what went out, what came of it.
-- claimed_ms: a message is being handed over. Found at start, its fate is unknown.
CREATE TABLE survey_invitation(
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  customer BLOB NOT NULL,
  user_id TEXT NOT NULL,
  trigger_key TEXT NOT NULL,
  trigger_version INTEGER NOT NULL,
  survey TEXT NOT NULL,
  survey_version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT NOT NULL,
  priority INTEGER NOT NULL,
  event_key TEXT NOT NULL,
  event TEXT NOT NULL,
  event_ms INTEGER NOT NULL,
  journey TEXT NOT NULL,
  touchpoint TEXT NOT NULL,
  episode TEXT NOT NULL,
  properties TEXT NOT NULL,
  cell TEXT NOT NULL,
  rate REAL NOT NULL,
  weight REAL NOT NULL,
  propensity REAL NOT NULL,
  explored INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  lang TEXT NOT NULL,
  state INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  due_ms INTEGER,
  expires_ms INTEGER NOT NULL,
  step INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  link TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  sent_ms INTEGER,
  opened_ms INTEGER,
  started_ms INTEGER,
  partial_ms INTEGER,
  done_ms INTEGER,
  ended_ms INTEGER,
  claimed_ms INTEGER,
  UNIQUE (workspace, trigger_key, event_key)
);
CREATE INDEX survey_invitation_by_customer ON survey_invitation(workspace, customer);
CREATE INDEX survey_invitation_by_due ON survey_invitation(due_ms);
CREATE INDEX survey_invitation_by_created ON survey_invitation(workspace, created_ms);
CREATE INDEX survey_invitation_by_link ON survey_invitation(workspace, link);
CREATE TABLE survey_message(
  id BLOB PRIMARY KEY,
  workspace INTEGER NOT NULL,
  invitation BLOB NOT NULL,
  step INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  address INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  result TEXT NOT NULL,
  code TEXT NOT NULL
);
CREATE INDEX survey_message_by_invitation ON survey_message(invitation);
CREATE TABLE survey_refusal(
  workspace INTEGER NOT NULL,
  trigger_key TEXT NOT NULL,
  event_key TEXT NOT NULL,
  customer BLOB NOT NULL,
  user_id TEXT NOT NULL,
  trigger_version INTEGER NOT NULL,
  event TEXT NOT NULL,
  event_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  next_ms INTEGER,
  cell TEXT NOT NULL,
  PRIMARY KEY (workspace, trigger_key, event_key)
);
CREATE INDEX survey_refusal_by_customer ON survey_refusal(workspace, customer);
CREATE INDEX survey_refusal_by_time ON survey_refusal(workspace, at_ms);
CREATE INDEX survey_refusal_by_age ON survey_refusal(at_ms);
CREATE TABLE contact_preference(
  workspace INTEGER NOT NULL,
  customer BLOB NOT NULL,
  opted_out INTEGER NOT NULL,
  channels TEXT NOT NULL,
  topics_off TEXT NOT NULL,
  frequency INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (workspace, customer)
);
-- What customers said, word by word: rows are only added.
CREATE TABLE contact_preference_log(
  workspace INTEGER NOT NULL,
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  source TEXT NOT NULL,
  opted_out INTEGER NOT NULL,
  channels TEXT NOT NULL,
  topics_off TEXT NOT NULL,
  frequency INTEGER NOT NULL
);
CREATE INDEX contact_preference_log_by_customer ON contact_preference_log(workspace, customer);
CREATE TABLE dead_address(workspace INTEGER NOT NULL, address INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (workspace, address));
CREATE TABLE attention(workspace INTEGER PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL);
CREATE TABLE channel_setting(workspace INTEGER NOT NULL, kind INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (workspace, kind));
CREATE TABLE delivery_key(id INTEGER PRIMARY KEY, secret BLOB NOT NULL);
