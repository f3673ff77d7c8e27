-- Who has made a file executable, or not.

CREATE TABLE modes (             -- the newest change of a file's mode in a worktree by a session's command; over once HEAD has it
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,
  session     TEXT NOT NULL REFERENCES sessions,
  mode        TEXT NOT NULL CHECK (mode IN ('100644', '100755')),        -- as git has it
  changed_at  DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (worktree, path)
);
