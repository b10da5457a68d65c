-- Episodes are folded from facts: an older table is dropped and filled again by the episode job.
DROP TABLE IF EXISTS episode;
CREATE TABLE episode(
  workspace UINTEGER NOT NULL, journey VARCHAR NOT NULL, id UUID NOT NULL, key VARCHAR NOT NULL, customer UUID,
  user_id VARCHAR NOT NULL, started BIGINT NOT NULL, ended BIGINT NOT NULL, closed BOOLEAN NOT NULL, version INTEGER NOT NULL,
  facts INTEGER NOT NULL, n INTEGER NOT NULL, sum_v BIGINT NOT NULL, peak_pos INTEGER NOT NULL, peak_neg INTEGER NOT NULL,
  begin_v INTEGER NOT NULL, end_v INTEGER NOT NULL, salient INTEGER NOT NULL, rise INTEGER NOT NULL, "drop" INTEGER NOT NULL,
  remembered INTEGER NOT NULL, salient_touchpoint VARCHAR NOT NULL, end_touchpoint VARCHAR NOT NULL, kept INTEGER NOT NULL,
  broken INTEGER NOT NULL, open INTEGER NOT NULL, overdue INTEGER NOT NULL, earliest_open_due BIGINT NOT NULL,
  log_ratio INTEGER, outcome_score DOUBLE, outcome_metric VARCHAR NOT NULL, steps VARCHAR NOT NULL,
  open_touchpoint VARCHAR NOT NULL, path VARCHAR NOT NULL,
  touches STRUCT(touchpoint VARCHAR, n INTEGER, min_v INTEGER, max_v INTEGER, last_v INTEGER, last_at BIGINT)[] NOT NULL);
UPDATE workspace_state SET episodes_seq = 0;
UPDATE state SET version = 3;
