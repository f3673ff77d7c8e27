-- The store: who knows what, what landed, what was decided, who does what.
-- Times are seconds since the epoch (UTC) in *_at columns. Object ids are hex text; NULL says: nothing was there.
-- Paths are relative to the top of the work tree; one that is not UTF-8 is a BLOB of its bytes.

CREATE TABLE sessions (          -- one knower each: an agent conversation, or a person in a worktree
  session     TEXT PRIMARY KEY,  -- the id its client gives it; 'login@worktree' for a person
  name        TEXT NOT NULL DEFAULT '',
  client      TEXT NOT NULL DEFAULT '',
  person      INTEGER NOT NULL DEFAULT 0,       -- 1: nobody but a login is known
  state       TEXT NOT NULL DEFAULT 'live',     -- live, ended
  epoch       INTEGER NOT NULL DEFAULT 1,       -- the current one; reads belong to an epoch
  worktree    TEXT NOT NULL DEFAULT '',         -- where it was seen last
  branch      TEXT NOT NULL DEFAULT '',         -- full ref name, '' when detached
  pid         INTEGER NOT NULL DEFAULT 0,       -- the client's own process, where it says so
  pid_started TEXT NOT NULL DEFAULT '',         -- with pid it names one process for good
  told_seq    INTEGER NOT NULL DEFAULT 0,       -- the newest landing it was told about
  batches     INTEGER NOT NULL DEFAULT 0,       -- 1: its client says where a set of parallel calls ends
  befores     INTEGER NOT NULL DEFAULT 0,       -- 1: its client says when a call begins
  unknown     TEXT NOT NULL DEFAULT '',         -- the newest command whose reads could not be told
  unknowns    INTEGER NOT NULL DEFAULT 0,       -- how many there were
  rejections  INTEGER NOT NULL DEFAULT 0,       -- in a row, since its last landing
  started_at  DOUBLE PRECISION NOT NULL,
  seen_at     DOUBLE PRECISION NOT NULL,
  ended_at    DOUBLE PRECISION
);
CREATE INDEX sessions_by_process ON sessions (pid) WHERE pid > 0;

CREATE TABLE epochs (            -- a session's knowledge: from its start, or a clear, to the next clear
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  reads       INTEGER NOT NULL DEFAULT 0,       -- how many rows of reads it has
  started_at  DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (session, epoch)
);

CREATE TABLE bases (             -- commits that reads are true at; a landing moves a whole group at once
  base_id     INTEGER PRIMARY KEY,
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  oid         TEXT NOT NULL      -- commit
);
CREATE INDEX bases_of ON bases (session, epoch, oid);

CREATE TABLE reads (             -- what a session saw
  read_id     INTEGER PRIMARY KEY,
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  agent       TEXT NOT NULL DEFAULT '',         -- the sub-agent that saw it, '' the session itself
  kind        TEXT NOT NULL,                    -- content, lines, absent, listing, match
  path        TEXT NOT NULL,                    -- for listing and match: the directory asked, '' the top
  first       INTEGER NOT NULL DEFAULT 0,       -- lines: range in the blob observed, from 1
  last        INTEGER NOT NULL DEFAULT 0,
  query       TEXT NOT NULL DEFAULT '',         -- listing and match: what was asked, as JSON
  observed    TEXT,                             -- blob it saw
  known       TEXT,                             -- that blob carried forward by the session's own edits
  base_id     INTEGER NOT NULL,
  seq         INTEGER NOT NULL DEFAULT 0,       -- the newest landing when it was read
  worktree    TEXT NOT NULL DEFAULT '',
  tracked     INTEGER NOT NULL DEFAULT 1,       -- 0: git does not know the path here; it counts once a tip has it
  exact       INTEGER NOT NULL DEFAULT 1,       -- 0: the tool may have seen less
  declared    INTEGER NOT NULL DEFAULT 0,       -- 1: the session said so itself: always counts
  via         TEXT NOT NULL DEFAULT '',         -- the tool
  read_at     DOUBLE PRECISION NOT NULL,
  UNIQUE (session, epoch, path, kind, agent, first, last, query)
);
CREATE INDEX reads_by_path ON reads (path);
CREATE INDEX reads_by_base ON reads (base_id);
CREATE INDEX predicates ON reads (session, epoch, kind) WHERE kind IN ('listing', 'match');

CREATE TABLE refreshes (         -- a read made true again on one line without reading: shown, or acknowledged
  read_id     INTEGER NOT NULL,
  ref         TEXT NOT NULL,     -- the line
  tip         TEXT NOT NULL,     -- commit of the line at which it is true again
  oid         TEXT,              -- the item's blob there
  how         TEXT NOT NULL,     -- shown, ack
  reason      TEXT NOT NULL DEFAULT '',
  call        TEXT NOT NULL DEFAULT '',         -- shown: the tool call whose answer carried it
  sealed      INTEGER NOT NULL DEFAULT 1,       -- 0: calls of the same parallel set may still be running
  counts      INTEGER NOT NULL DEFAULT 1,       -- 0: shown, but no later call has begun yet
  refreshed_at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (read_id, ref, counts)
);
CREATE INDEX refreshes_waiting ON refreshes (counts) WHERE counts = 0;

CREATE TABLE writes (            -- a session's edit of a path in a worktree
  write_id    INTEGER PRIMARY KEY,
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  agent       TEXT NOT NULL DEFAULT '',
  worktree    TEXT NOT NULL,
  path        TEXT NOT NULL,
  before      TEXT,              -- blob before its first edit since the last landing
  after       TEXT,              -- blob after its newest edit
  origin      TEXT,              -- blob that the session took it from: what it knew
  over        TEXT,              -- newer content, unseen, that it was made over; lost = 1
  lost        INTEGER NOT NULL DEFAULT 0,
  via         TEXT NOT NULL DEFAULT '',
  wrote_at    DOUBLE PRECISION NOT NULL,
  landing     INTEGER            -- seq of the landing that carried it, NULL: not committed
);
CREATE INDEX writes_of ON writes (session, worktree, path);
CREATE INDEX writes_by_path ON writes (path, after);

CREATE TABLE intents (           -- what paths were when a tool call that may write them began; gone when it ends
  session     TEXT NOT NULL,
  call        TEXT NOT NULL,
  worktree    TEXT NOT NULL,
  path        TEXT NOT NULL,
  before      TEXT,
  noted_at    DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (session, call, worktree, path)
) WITHOUT ROWID;

CREATE TABLE landings (          -- published updates of branches, in the order of publication
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  ref         TEXT NOT NULL,
  old         TEXT,              -- commit; NULL: the branch was created
  new         TEXT,              -- commit; NULL: the branch was deleted
  session     TEXT,              -- who updated; NULL: nobody knows
  epoch       INTEGER,
  state       TEXT NOT NULL,     -- pending: git has not finished, or nobody has looked; landed; void
  source      TEXT NOT NULL,     -- gate, found (no hook saw it)
  forward     INTEGER NOT NULL,  -- 1: new descends from old
  pid         INTEGER NOT NULL DEFAULT 0,       -- git's process, while pending
  pid_started TEXT NOT NULL DEFAULT '',
  verdict     INTEGER,
  landed_at   DOUBLE PRECISION NOT NULL
);
CREATE INDEX landings_old ON landings (ref, old);
CREATE INDEX landings_new ON landings (ref, new);
CREATE INDEX landings_on ON landings (ref, seq);
CREATE INDEX landings_of ON landings (session, seq);
CREATE INDEX landings_pending ON landings (ref) WHERE state = 'pending';

CREATE TABLE changes (           -- the write set of a landing: paths whose blob differs between old and new
  seq         INTEGER NOT NULL,
  path        TEXT NOT NULL,
  before      TEXT,
  after       TEXT,
  maker       TEXT,              -- the session all of whose commits made it; NULL: nobody known, or several
  PRIMARY KEY (seq, path)
) WITHOUT ROWID;
CREATE INDEX changes_by_path ON changes (path, seq);
CREATE INDEX changes_by_blob ON changes (path, after);

CREATE TABLE commits (           -- commits that a session made; an amended one can be two sessions'
  oid         TEXT NOT NULL,
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  author      TEXT NOT NULL DEFAULT '',         -- name <email> time zone: rewritten commits are recognised by it
  seq         INTEGER NOT NULL,                 -- the landing that first named it
  made_at     DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (oid, session, epoch)
) WITHOUT ROWID;
CREATE INDEX commits_of ON commits (session, epoch);
CREATE INDEX commits_by_author ON commits (author);

CREATE TABLE merge_bases (       -- best common ancestors as git told them: they never change
  base        TEXT NOT NULL,     -- commit that reads are true at
  tip         TEXT NOT NULL,     -- commit of a line
  oid         TEXT NOT NULL,
  PRIMARY KEY (base, tip)
) WITHOUT ROWID;

CREATE TABLE tips (              -- each branch's commit as last known; another one was set where no hook looked
  ref         TEXT PRIMARY KEY,
  oid         TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE targets (           -- lines that work here is meant for, as last resolved
  ref         TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE verdicts (          -- stored outcomes of validations; 'v12' is number 12
  verdict     INTEGER PRIMARY KEY AUTOINCREMENT,
  outcome     TEXT NOT NULL,     -- passed, rejected, bypassed, unverified
  level       TEXT NOT NULL,     -- record, snapshot, relevant, strict
  source      TEXT NOT NULL,     -- gate, check, verify, push, found
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  ref         TEXT NOT NULL,
  old         TEXT,
  new         TEXT,              -- NULL: a check of the index, nothing made yet
  operation   TEXT NOT NULL DEFAULT 'commit',   -- what git was doing
  checked     INTEGER,           -- reads asked; NULL: nothing had changed, none needed asking
  reason      TEXT NOT NULL DEFAULT '',         -- of a bypass
  involved    TEXT NOT NULL DEFAULT '[]',       -- paths being committed, JSON, the first 200
  remedy      TEXT NOT NULL DEFAULT '[]',       -- commands to go on, JSON
  decided_at  DOUBLE PRECISION NOT NULL
);

CREATE TABLE conflicts (         -- reasons in a verdict: a read, or a write, against one change
  verdict     INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  counts      INTEGER NOT NULL DEFAULT 1,       -- 0: the session was told, the commit could land
  code        TEXT NOT NULL,                    -- CG101 ...
  path        TEXT NOT NULL,
  first       INTEGER NOT NULL DEFAULT 0,
  last        INTEGER NOT NULL DEFAULT 0,
  reader      TEXT NOT NULL,                    -- session whose read it is
  read_id     INTEGER,                          -- NULL: no read, CG2xx and CG3xx
  read        TEXT,                             -- the read as it was, JSON
  ref         TEXT NOT NULL DEFAULT '',         -- line that has the change
  tip         TEXT,                             -- its commit then
  changed_by  TEXT,                             -- commit
  oid         TEXT,                             -- the item's blob at the tip
  session     TEXT,                             -- who changed it, or the holder
  author      TEXT NOT NULL DEFAULT '',
  subject     TEXT NOT NULL DEFAULT '',
  changed_at  DOUBLE PRECISION,
  diff        TEXT NOT NULL DEFAULT '',         -- only those hunks
  why         TEXT NOT NULL DEFAULT '',         -- what ties it to the commit, or why it only informs
  acked_at    DOUBLE PRECISION,
  ack_reason  TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (verdict, n)
) WITHOUT ROWID;

CREATE TABLE locks (             -- paths in use
  lock_id     INTEGER PRIMARY KEY AUTOINCREMENT,
  pathspec    TEXT NOT NULL,     -- git's, good at the top of the work tree
  excludes    TEXT NOT NULL DEFAULT '',         -- pathspecs taken out of it, JSON list; '' for none
  anchor      TEXT NOT NULL,     -- the path that is, or is a folder above, all that it names; '' the top
  leaf        INTEGER NOT NULL DEFAULT 0,       -- 1: a file when it was locked: it names nothing below itself
  session     TEXT NOT NULL,
  shared      INTEGER NOT NULL DEFAULT 0,       -- 1: others may hold it too, shared
  why         TEXT NOT NULL DEFAULT '',
  token       INTEGER NOT NULL,  -- grows with every grant
  seq         INTEGER NOT NULL DEFAULT 0,       -- the newest landing when it was granted
  span        DOUBLE PRECISION NOT NULL,        -- seconds that activity of the owner renews it for
  granted_at  DOUBLE PRECISION NOT NULL,
  expires_at  DOUBLE PRECISION NOT NULL,
  state       TEXT NOT NULL DEFAULT 'held',     -- held (past expires_at: nobody has noted it yet); expired; released
  told        INTEGER NOT NULL DEFAULT 0,       -- 1: the former holder was told that it expired
  ended_at    DOUBLE PRECISION
);
CREATE INDEX locks_by_path ON locks (anchor) WHERE state = 'held';
CREATE INDEX locks_by_time ON locks (expires_at) WHERE state = 'held';
CREATE INDEX locks_of ON locks (session) WHERE state <> 'released';

CREATE TABLE tasks (             -- who does what, and how it ended
  task_id     INTEGER PRIMARY KEY AUTOINCREMENT,
  title       TEXT NOT NULL,
  state       TEXT NOT NULL DEFAULT 'open',     -- open, claimed, done, failed
  session     TEXT,              -- owner; of an open one NULL
  token       INTEGER NOT NULL DEFAULT 0,       -- of the newest claim; grows with every claim
  span        DOUBLE PRECISION,                 -- seconds a claim is good for without activity, NULL: while the session lives
  expires_at  DOUBLE PRECISION,
  outcome     TEXT,
  why         TEXT,              -- it failed; an open one: it came back
  added_by    TEXT,
  added_at    DOUBLE PRECISION NOT NULL,
  claimed_at  DOUBLE PRECISION,
  ended_at    DOUBLE PRECISION
);
CREATE INDEX tasks_open ON tasks (task_id) WHERE state = 'open';
CREATE INDEX tasks_of ON tasks (session) WHERE state = 'claimed';

CREATE TABLE task_paths (
  task_id     INTEGER NOT NULL,
  pathspec    TEXT NOT NULL,
  PRIMARY KEY (task_id, pathspec)
) WITHOUT ROWID;

CREATE TABLE task_landings (     -- landings made under a claim
  task_id     INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (task_id, seq)
) WITHOUT ROWID;

CREATE TABLE reports (           -- the state that a session reported
  report_id   INTEGER PRIMARY KEY AUTOINCREMENT,
  session     TEXT NOT NULL,
  state       TEXT NOT NULL,     -- working, blocked, done, error
  text        TEXT NOT NULL,
  reported_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX reports_of ON reports (session, report_id);

CREATE TABLE events (            -- what happened in the coordination layer, oldest first; never changed
  event_id    INTEGER PRIMARY KEY AUTOINCREMENT,
  what        TEXT NOT NULL,     -- lock, share, unlock, expire, refuse; add, claim, release, done, fail, reopen
  session     TEXT,              -- whose lock or claim; of a refusal: who was refused
  subject     TEXT NOT NULL DEFAULT '',         -- lock or task, as 'lock:3', 'task:7'; of a refusal: the lock in the way
  detail      TEXT NOT NULL DEFAULT '',         -- pathspec, title, reason
  token       INTEGER NOT NULL DEFAULT 0,
  happened_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX refusals ON events (session, event_id) WHERE what = 'refuse';

CREATE TABLE counters (          -- numbers that only grow
  name        TEXT PRIMARY KEY,
  value       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE VIEW stale_reads AS       -- reads whose item another session has changed on a branch since, by recorded facts alone
SELECT r.session AS session, r.path AS path, r.kind AS kind, b.oid AS base, r.read_at AS read_at,
       l.new AS change, l.session AS changed_by, l.ref AS ref, l.landed_at AS changed_at
FROM reads r
JOIN sessions s ON s.session = r.session AND s.epoch = r.epoch
JOIN bases b ON b.base_id = r.base_id
JOIN changes c ON c.path = r.path
JOIN landings l ON l.seq = c.seq AND l.state <> 'void'
WHERE r.kind IN ('content', 'lines', 'absent')
  AND (c.maker IS NULL OR c.maker <> r.session)
  AND (l.ref = s.branch OR l.ref IN (SELECT t.ref FROM targets t))
  AND NOT EXISTS (SELECT 1 FROM changes c2 JOIN landings l2 ON l2.seq = c2.seq
                  WHERE c2.path = c.path AND l2.ref = l.ref AND l2.state <> 'void' AND c2.seq > c.seq)
  AND COALESCE(c.after, '') <> COALESCE(r.known, '')
  AND COALESCE(c.after, '') <> COALESCE(r.observed, '')
  AND (c.seq > r.seq OR COALESCE(c.before, '') IN (COALESCE(r.known, ''), COALESCE(r.observed, '')))
  AND NOT EXISTS (SELECT 1 FROM refreshes f WHERE f.read_id = r.read_id AND f.ref = l.ref AND f.counts = 1
                  AND COALESCE(f.oid, '') = COALESCE(c.after, ''));

CREATE VIEW in_flight AS         -- sessions at work
SELECT s.session AS session, s.client AS client, COALESCE(p.state, s.state) AS state, s.worktree AS worktree,
       s.branch AS branch,
       (SELECT t.title FROM tasks t WHERE t.session = s.session AND t.state = 'claimed'
        ORDER BY t.task_id LIMIT 1) AS task,
       p.text AS report,
       (SELECT 'v' || MAX(v.verdict) FROM verdicts v
        WHERE v.session = s.session AND v.source = 'gate' AND v.outcome = 'rejected'
          AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.session = v.session AND w.ref = v.ref AND w.source = 'gate'
                          AND w.verdict > v.verdict)
          AND (NOT EXISTS (SELECT 1 FROM conflicts c WHERE c.verdict = v.verdict AND c.counts = 1)
               -- a lock blocks while another session holds one there, as far as the folder above all that it names tells
               OR EXISTS (SELECT 1 FROM conflicts c WHERE c.verdict = v.verdict AND c.counts = 1 AND (c.code <> 'CG301'
                  OR EXISTS (SELECT 1 FROM locks k WHERE k.state = 'held' AND k.session <> v.session
                             AND k.expires_at > (julianday('now') - 2440587.5) * 86400.0
                             AND (k.anchor IN ('', c.path) OR substr(c.path, 1, length(k.anchor) + 1) = k.anchor || '/'))
                  -- and what was changed as its own lock had run out, until it has locked that again
                  OR (c.why = 'your lock on it had expired, and its next holder changed it'
                      AND EXISTS (SELECT 1 FROM locks k WHERE k.state = 'expired' AND k.session = v.session)))))) AS blocked,
       (SELECT COUNT(*) FROM locks k WHERE k.session = s.session AND k.state <> 'released' AND k.state = 'held'
          AND k.expires_at > (julianday('now') - 2440587.5) * 86400.0) AS locks,
       s.seen_at AS seen_at
FROM sessions s
LEFT JOIN reports p ON p.report_id = (SELECT MAX(q.report_id) FROM reports q WHERE q.session = s.session)
WHERE s.state = 'live';

CREATE VIEW history AS           -- landings and rejections, newest last
SELECT v.decided_at AS at, v.session AS session, v.ref AS ref, v.old AS old, v.new AS new, v.outcome AS outcome,
       'v' || v.verdict AS verdict, v.reason AS reason
FROM verdicts v
WHERE v.source IN ('gate', 'found', 'push');
