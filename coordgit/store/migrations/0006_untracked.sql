-- What a session's own command has taken out of the index on purpose.

CREATE TABLE untracked (         -- pathspecs that a session gave "git rm --cached"; over with its next landing
  session     TEXT NOT NULL REFERENCES sessions,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  pathspec    TEXT NOT NULL,     -- from the top
  landing_id  INTEGER NOT NULL,  -- the newest landing then
  PRIMARY KEY (session, worktree, pathspec)
);
