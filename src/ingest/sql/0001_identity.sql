-- Customers that an identify or alias item has named, as a forest: parent NULL = root, the canonical customer.
-- born orders them (older wins); pending = 1 while facts of a merged customer may still stand under its own id.
CREATE TABLE identity_node(
  workspace INTEGER NOT NULL,
  customer BLOB NOT NULL,
  external_id TEXT NOT NULL,
  parent BLOB,
  born INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  PRIMARY KEY (workspace, customer)
);
CREATE INDEX identity_node_parent ON identity_node(workspace, parent);
-- Erased customers: nothing that happened up to at_ms may come back. scrubbed = 0 while lines may still be in the inbox.
CREATE TABLE identity_erased(
  workspace INTEGER NOT NULL,
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  scrubbed INTEGER NOT NULL,
  PRIMARY KEY (workspace, customer)
);
-- Inbox rows up to this seq have given their links.
CREATE TABLE identity_state(id INTEGER PRIMARY KEY, upto INTEGER NOT NULL);
INSERT INTO identity_state(id, upto) VALUES (1, 0);
