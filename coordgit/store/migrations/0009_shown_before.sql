-- What a session was shown of a branch before its newest version there.

ALTER TABLE refreshes ADD COLUMN earlier TEXT NOT NULL DEFAULT '';  -- the versions that this row has had: " commit:blob" of each
