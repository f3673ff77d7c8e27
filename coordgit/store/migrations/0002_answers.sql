-- Who answered for whose reads, and what was told to whom.

CREATE TABLE answers (           -- acknowledgements, one for each conflict
  verdict     INTEGER NOT NULL,
  n           INTEGER NOT NULL,                 -- the conflict in the verdict
  session     TEXT NOT NULL,                    -- who acknowledged it; with 'alone' set, it counts in this one's updates only
  alone       INTEGER NOT NULL DEFAULT 0,       -- 1: for a reader that was not at work, whose own knowledge stays what it was
  read_id     INTEGER,
  read_at     DOUBLE PRECISION,                 -- the read as it was: one that was made again since is another
  ref         TEXT NOT NULL,                    -- the branch that has the change
  tip         TEXT NOT NULL,                    -- its commit
  oid         TEXT,                             -- the item's blob there
  answered_at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (verdict, n, session)
) WITHOUT ROWID;
CREATE INDEX answers_for ON answers (read_id, session) WHERE alone = 1;

CREATE TABLE audiences (         -- to whom notices go: a session, '' for its agent, or one of its sub-agents
  session     TEXT NOT NULL,
  agent       TEXT NOT NULL,
  told_seq    INTEGER NOT NULL DEFAULT 0,       -- the newest landing that was told; of the session itself sessions has it
  day         INTEGER NOT NULL DEFAULT 0,       -- days since 1970
  spent       INTEGER NOT NULL DEFAULT 0,       -- characters told on that day
  PRIMARY KEY (session, agent)
) WITHOUT ROWID;

CREATE TABLE told_tips (         -- where remote branches were when an audience was last told of them
  session     TEXT NOT NULL,
  agent       TEXT NOT NULL,
  ref         TEXT NOT NULL,
  oid         TEXT NOT NULL,
  PRIMARY KEY (session, agent, ref)
) WITHOUT ROWID;

CREATE TABLE tellings (          -- changes that were told, each once
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  agent       TEXT NOT NULL,
  path        TEXT NOT NULL,
  oid         TEXT NOT NULL,                    -- the blob after the change, '' where the path is gone
  landed      INTEGER NOT NULL,                 -- 0: it was on a branch that had not landed
  whole       INTEGER NOT NULL,                 -- 1: all of it was shown
  PRIMARY KEY (session, epoch, agent, path, oid, landed)
) WITHOUT ROWID;
