-- A change that was shown on one branch is not stale on another that has it too. What is missing is missing to each session that
-- had edited the file.

DROP VIEW stale_reads;

CREATE VIEW stale_reads AS       -- reads whose item another session has changed on a branch since, by recorded facts alone
SELECT r.session AS session, r.path AS path, r.kind AS kind, b.oid AS base, r.read_at AS read_at,
       l.new AS change, COALESCE(c.maker, NULLIF(l.session, r.session)) AS changed_by, -- who only pulled it did not make it
       l.ref AS ref, l.landed_at AS changed_at
FROM sessions s
CROSS JOIN reads r               -- in this order: there are fewer sessions
JOIN bases b ON b.base_id = r.base_id
JOIN changes c ON c.path = r.path
JOIN landings l ON l.landing_id = c.landing_id AND l.state <> 'void'
WHERE r.session = s.session AND r.epoch = s.epoch
  AND r.kind IN ('content', 'lines', 'absent')
  AND (c.maker IS NULL OR c.maker <> r.session)
  AND (l.ref = s.branch OR l.ref IN (SELECT t.ref FROM targets t))
  AND NOT EXISTS (SELECT 1 FROM changes c2 JOIN landings l2 ON l2.landing_id = c2.landing_id
                  WHERE c2.path = c.path AND l2.ref = l.ref AND l2.state <> 'void' AND c2.landing_id > c.landing_id)
  AND COALESCE(c.after, '') <> COALESCE(r.known, '')
  AND COALESCE(c.after, '') <> COALESCE(r.observed, '')
  AND (c.landing_id > r.landing_id OR COALESCE(c.before, '') IN (COALESCE(r.known, ''), COALESCE(r.observed, '')))
  AND NOT EXISTS (SELECT 1 FROM refreshes f WHERE f.read_id = r.read_id AND f.counts = 1
                  AND COALESCE(f.oid, '') = COALESCE(c.after, ''));

ALTER TABLE kept RENAME TO kept_before;
DROP INDEX kept_untold;

CREATE TABLE kept (              -- uncommitted work that is missing; refs/coordgit/kept holds its objects
  kept_id     {ID},
  what        TEXT NOT NULL CHECK (what IN ('edit', 'stash')),
  session     TEXT NOT NULL,     -- whose
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,     -- '' for an entry of the stash
  oid         TEXT NOT NULL,     -- blob; of an entry the commit
  instead     TEXT,              -- blob found in its place; NULL: no file
  state       TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'back')), -- back: it is there again
  told        INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),         -- 1: its session was told
  said        INTEGER NOT NULL DEFAULT 0 CHECK (said IN (0, 1)),         -- 1: a command reported it
  kept_at     DOUBLE PRECISION NOT NULL,
  UNIQUE (worktree, path, oid, session)
);
CREATE INDEX kept_untold ON kept (session) WHERE state = 'kept' AND told = 0;

INSERT INTO kept (what, session, worktree, path, oid, instead, state, told, said, kept_at)
SELECT what, session, worktree, path, oid, instead, state, told, said, kept_at FROM kept_before ORDER BY kept_id;
DROP TABLE kept_before;
