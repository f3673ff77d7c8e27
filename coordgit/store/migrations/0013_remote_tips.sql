-- Which commit a remote branch was at when something was read: no landing here tells of a fetch.

CREATE TABLE remote_tips (       -- commits at which remote branches were seen, oldest first
  tip_id      {ID},
  ref         TEXT NOT NULL,
  oid         TEXT NOT NULL
);
CREATE INDEX remote_tips_of ON remote_tips (ref, tip_id);
ALTER TABLE reads ADD COLUMN tip_id INTEGER NOT NULL DEFAULT 0;  -- the newest of them when it was read
ALTER TABLE calls ADD COLUMN tip_id INTEGER NOT NULL DEFAULT 0;  -- and when the call began
