-- Indexes for what is asked by every command and hook of sessions that are live, while those that have ended stay recorded.

CREATE INDEX sessions_live ON sessions (session, worktree) WHERE state = 'live';
CREATE INDEX sessions_by_name ON sessions (name, client);
