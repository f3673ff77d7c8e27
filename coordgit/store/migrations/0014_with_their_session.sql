-- What a session's commands did to modes and to the index is deleted with the session.

CREATE TABLE new_modes (         -- the newest change of a file's mode in a worktree by a session's command; over once HEAD has it
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  mode        TEXT NOT NULL CHECK (mode IN ('100644', '100755')),        -- as git has it
  changed_at  DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (worktree, path)
);
INSERT INTO new_modes (worktree, path, session, mode, changed_at) SELECT worktree, path, session, mode, changed_at FROM modes;
DROP TABLE modes;
ALTER TABLE new_modes RENAME TO modes;

CREATE TABLE new_untracked_paths ( -- pathspecs that a session gave "git rm --cached"; over with its next landing
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  pathspec    TEXT NOT NULL,     -- from the top
  landing_id  INTEGER NOT NULL,  -- the newest landing then
  PRIMARY KEY (session, worktree, pathspec)
);
INSERT INTO new_untracked_paths (session, worktree, pathspec, landing_id)
  SELECT session, worktree, pathspec, landing_id FROM untracked_paths;
DROP TABLE untracked_paths;
ALTER TABLE new_untracked_paths RENAME TO untracked_paths;
