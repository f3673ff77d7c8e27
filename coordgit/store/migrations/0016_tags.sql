-- What stands in refreshes.ref for a version that no branch has: a tag with a colon, which no branch's name can hold. It was a
-- phrase, told from others and from branches, refs/heads/..., by its first word.

UPDATE refreshes SET ref = 'work-tree:left' WHERE ref LIKE 'left%';
UPDATE refreshes SET ref = 'work-tree:outdated' WHERE ref LIKE 'outdated%';
UPDATE refreshes SET ref = 'change:all' WHERE ref LIKE 'all%';
UPDATE refreshes SET ref = 'side:' || SUBSTR(ref, 6) WHERE ref LIKE 'seen%';
UPDATE refreshes SET ref = 'read-at:' || SUBSTR(ref, 9) WHERE ref LIKE 'read%';

-- Sessions that have ended stay recorded: every command and hook asks for the live ones.

CREATE INDEX sessions_live ON sessions (session, worktree) WHERE state = 'live';
CREATE INDEX sessions_by_name ON sessions (name, client);
