-- What a session was shown on another branch stays known once it reads the item again. Which of the two is newer decides where that
-- branch comes to have what was read.

ALTER TABLE refreshes ADD COLUMN older INTEGER NOT NULL DEFAULT 0 CHECK (older IN (0, 1));     -- 1: the item was read again since
