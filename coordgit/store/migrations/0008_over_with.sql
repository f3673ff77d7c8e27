-- Until when a tool call can be running whose end its client never reports: its user refused it, or stopped it.

ALTER TABLE calls ADD COLUMN over_with TEXT NOT NULL DEFAULT 'session' CHECK (over_with IN ('turn', 'tasks', 'session'));
