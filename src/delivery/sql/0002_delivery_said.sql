-- What the other side said of a message, and how a channel fares.
ALTER TABLE survey_message ADD COLUMN said TEXT NOT NULL DEFAULT '';
CREATE INDEX survey_message_by_channel ON survey_message(workspace, channel, at_ms);
