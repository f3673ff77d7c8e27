-- Where the work that a branch no longer holds may still be.

ALTER TABLE dropped ADD COLUMN worktree TEXT NOT NULL DEFAULT '';  -- for kept = 1: that of the work tree; '' for unknown
