-- What was acknowledged, in order. keys: 8 bytes (little-endian) per line, the hash of the sender's id; they stand before
-- the body so that reading them touches no overflow page of it. packed: 0 = body as it is, 1 = zstd.
CREATE TABLE inbox(
  seq INTEGER PRIMARY KEY,
  workspace INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  packed INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  keys BLOB NOT NULL,
  body BLOB NOT NULL
);
-- The duplicate index: every key of the rows up to inbox_index.upto. Younger keys are read from the rows at start.
CREATE TABLE inbox_seen(key INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE inbox_index(id INTEGER PRIMARY KEY, upto INTEGER NOT NULL, n INTEGER NOT NULL);
INSERT INTO inbox_index(id, upto, n) VALUES (1, 0, 0);
