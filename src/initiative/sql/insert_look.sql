INSERT INTO initiative_look (workspace, initiative, who, day, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (initiative, who, day) DO NOTHING
