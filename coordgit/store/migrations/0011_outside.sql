-- Whether a path that is named without its folder is one of this repository, to a session.

ALTER TABLE sessions ADD COLUMN outside INTEGER NOT NULL DEFAULT 0 CHECK (outside IN (0, 1));  -- 1: its client is in another repository
