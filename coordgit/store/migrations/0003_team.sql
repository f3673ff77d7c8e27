-- A team's store and its clones: the same tables on both sides. There a session is named CLONE/SESSION; here those of other clones
-- are, and a clone's own keep the name they have. Times are the clock of the store that holds them.

ALTER TABLE sessions ADD COLUMN clone TEXT NOT NULL DEFAULT '';          -- where it runs; '' in a clone: here

CREATE TABLE origins (           -- rows that came from a clone, by their number there: what arrives twice is taken once
  what        TEXT NOT NULL CHECK (what IN ('task', 'report', 'verdict', 'landing')),
  clone       TEXT NOT NULL,
  number      INTEGER NOT NULL,  -- of the row in the clone's store
  row_id      INTEGER NOT NULL,  -- of the row here
  PRIMARY KEY (what, clone, number)
) {CLUSTERED};
CREATE INDEX origins_by_row ON origins (what, row_id);

CREATE TABLE remote_landings (   -- in a clone: what other clones landed in their own branches; git may not have it here yet
  remote_id   INTEGER PRIMARY KEY,              -- the landing's number in the team's store; of a verdict that has none, such as
                                                -- a rejection, that of the verdict, negative
  clone       TEXT NOT NULL,
  ref         TEXT NOT NULL,
  old         TEXT,              -- commit; NULL: the branch was created
  new         TEXT,              -- commit; NULL: the branch was deleted
  session     TEXT,              -- who updated; NULL: unknown
  outcome     TEXT NOT NULL CHECK (outcome IN ('passed', 'rejected', 'bypassed', 'unverified')),
  reason      TEXT NOT NULL DEFAULT '',         -- of a bypass
  landed_at   DOUBLE PRECISION NOT NULL
);
CREATE INDEX remote_landings_by_time ON remote_landings (landed_at);

CREATE TABLE remote_changes (    -- their write sets
  remote_id   INTEGER NOT NULL REFERENCES remote_landings ON DELETE CASCADE,
  path        TEXT NOT NULL,
  after       TEXT,              -- blob
  PRIMARY KEY (remote_id, path)
) {CLUSTERED};
CREATE INDEX remote_changes_by_path ON remote_changes (path, remote_id);

CREATE TABLE told_remote (       -- up to where an audience was told what other clones landed and locked
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  agent       TEXT NOT NULL,     -- as in audiences
  remote_id   INTEGER NOT NULL,  -- the newest landing
  token       INTEGER NOT NULL,  -- the newest lock
  PRIMARY KEY (session, agent)
) {CLUSTERED};
