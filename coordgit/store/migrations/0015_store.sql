-- The store: what sessions know, what landed, what was decided, who does what.
-- Times are seconds since 1970 (UTC) in *_at columns. Object ids are hex text; NULL means that nothing was there.
-- Paths are relative to the top of the work tree; in SQLite one that is not UTF-8 is a BLOB of its bytes.
-- The columns session and epoch say whose knowledge it is; ref is a branch by its full name, refs/heads/main.
-- The number of a row, such as read_id, is greater than those of older rows. A landing_id of 0 means: before the first landing.
-- Words in braces differ between databases: see migrate.py for SQLite, engines/postgresql.py for PostgreSQL.


-- Sessions, and what each has read.

CREATE TABLE sessions (          -- one agent conversation each, or one person in a worktree
  session     TEXT PRIMARY KEY,  -- the id its client gives it; 'login@' and git's name of the worktree for a person
  name        TEXT NOT NULL DEFAULT '',         -- for people; several may have the same
  inherited   TEXT NOT NULL DEFAULT '',         -- COORDGIT_SESSION as its client was started with it
  client      TEXT NOT NULL DEFAULT '',         -- such as claude; '' for none
  person      INTEGER NOT NULL DEFAULT 0 CHECK (person IN (0, 1)),       -- 1: only a login is known, no client
  state       TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'gone', 'ended')), -- gone: its process has ended, or it
                                                -- was silent for longer than coordgit.idle
  epoch       INTEGER NOT NULL DEFAULT 1 CHECK (epoch > 0),              -- the current one; reads belong to an epoch
  worktree    TEXT NOT NULL DEFAULT '',         -- the folder where it was seen last
  outside     INTEGER NOT NULL DEFAULT 0 CHECK (outside IN (0, 1)),      -- 1: its client is in another repository
  branch      TEXT NOT NULL DEFAULT '',         -- full ref name, '' when detached
  left_branch TEXT NOT NULL DEFAULT '',         -- the one from which others switched its work tree, until it is told; else ''
  pid         INTEGER NOT NULL DEFAULT 0,       -- the client's own process, 0 where it does not say
  pid_started TEXT NOT NULL DEFAULT '',         -- with pid and pid_space it identifies one process
  pid_space   TEXT NOT NULL DEFAULT '',         -- the PID namespace and boot that pid belongs to
  told_landing_id INTEGER NOT NULL DEFAULT 0,   -- the newest landing that its agent was told about
  resting     INTEGER NOT NULL DEFAULT 0 CHECK (resting IN (0, 1)),      -- 1: its client says that its turn is over
  batches     INTEGER NOT NULL DEFAULT 0 CHECK (batches IN (0, 1)),      -- 1: its client says where a set of parallel calls ends
  befores     INTEGER NOT NULL DEFAULT 0 CHECK (befores IN (0, 1)),      -- 1: its client says when a call begins
  unknown     TEXT NOT NULL DEFAULT '',         -- the newest command whose reads are unknown
  unknowns    INTEGER NOT NULL DEFAULT 0,       -- how many such commands there were
  rejections  INTEGER NOT NULL DEFAULT 0,       -- in a row, since its last landing
  started_at  DOUBLE PRECISION NOT NULL,
  seen_at     DOUBLE PRECISION NOT NULL,
  ended_at    DOUBLE PRECISION,                 -- when it ended, or was found gone
  clone       TEXT NOT NULL DEFAULT ''          -- in a team, the clone where it runs; '' in a clone's store: that clone
);
CREATE INDEX sessions_by_process ON sessions (pid) WHERE pid > 0;

CREATE TABLE epochs (            -- a session's knowledge: from its start, or a clear, to the next clear
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  epoch       INTEGER NOT NULL CHECK (epoch > 0),
  reads       INTEGER NOT NULL DEFAULT 0,       -- how many rows of reads it has
  started_at  DOUBLE PRECISION NOT NULL,        -- nothing here reads it: it is for who looks with SQL
  PRIMARY KEY (session, epoch)
) {CLUSTERED};

CREATE TABLE bases (             -- commits that reads are true at; a landing moves a whole group of reads at once
  base_id     {ID},
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  oid         TEXT NOT NULL,     -- commit, '' before the first one
  FOREIGN KEY (session, epoch) REFERENCES epochs ON DELETE CASCADE
);
CREATE INDEX bases_of ON bases (session, epoch, oid);
CREATE INDEX bases_by_oid ON bases (oid);

CREATE TABLE remote_tips (       -- commits at which remote branches were seen, oldest first: no landing here tells of a fetch
  tip_id      {ID},
  ref         TEXT NOT NULL,     -- the remote-tracking branch
  oid         TEXT NOT NULL      -- commit
);
CREATE INDEX remote_tips_of ON remote_tips (ref, tip_id);

CREATE TABLE reads (             -- what a session saw
  read_id     {ID},
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  agent       TEXT NOT NULL DEFAULT '',         -- the sub-agent that saw it, '' the session itself
  kind        TEXT NOT NULL CHECK (kind IN ('content', 'lines', 'absent', 'listing', 'match')),
  path        TEXT NOT NULL,     -- of a listing or match: the directory asked, '' the top
  first       INTEGER NOT NULL DEFAULT 0,       -- lines: the range in the blob observed, counted from 1; else 0
  last        INTEGER NOT NULL DEFAULT 0,
  query       TEXT NOT NULL DEFAULT '',         -- of a listing or match: what was asked, as JSON without its defaults
  observed    TEXT,              -- blob it saw
  known       TEXT,              -- that blob carried forward by the session's own edits
  base_id     INTEGER NOT NULL REFERENCES bases,
  landing_id  INTEGER NOT NULL DEFAULT 0,       -- the newest landing when it was read
  tip_id      INTEGER NOT NULL DEFAULT 0,       -- the newest of remote_tips then
  worktree    TEXT NOT NULL DEFAULT '',         -- git's name of it, main-worktree or worktrees/NAME: a move keeps it
  tracked     INTEGER NOT NULL DEFAULT 1 CHECK (tracked IN (0, 1)),      -- 0: git does not track the path here
  settled     INTEGER NOT NULL DEFAULT 1 CHECK (settled IN (0, 1)),      -- 0: no known commit has the bytes; base: HEAD then
  writer      TEXT NOT NULL DEFAULT '',         -- if not settled: the other session whose uncommitted edit it saw, '' none known
  sought      INTEGER NOT NULL DEFAULT -1,      -- if not settled: the newest landing whose commits were searched for it
  exact       INTEGER NOT NULL DEFAULT 1 CHECK (exact IN (0, 1)),        -- 0: the tool may have seen less
  declared    INTEGER NOT NULL DEFAULT 0 CHECK (declared IN (0, 1)),     -- 1: declared by the session itself: it always counts
  via         TEXT NOT NULL DEFAULT '',         -- the tool
  read_at     DOUBLE PRECISION NOT NULL,
  UNIQUE (session, epoch, path, kind, agent, first, last, query),
  FOREIGN KEY (session, epoch) REFERENCES epochs ON DELETE CASCADE,
  CHECK (CASE kind WHEN 'lines' THEN first > 0 AND last >= first ELSE first = 0 AND last = 0 END),
  CHECK ((kind IN ('listing', 'match')) = (query <> ''))
);
CREATE INDEX reads_by_path ON reads (path);
CREATE INDEX reads_by_base ON reads (base_id, landing_id);
CREATE INDEX reads_unsettled ON reads (session, epoch) WHERE settled = 0;
CREATE INDEX reads_uncommitted ON reads (session, epoch) WHERE settled = 0 AND writer <> '';
CREATE INDEX predicates ON reads (session, epoch, kind) WHERE kind IN ('listing', 'match');

CREATE TABLE refreshes (         -- a read made true again on one branch
  read_id     INTEGER NOT NULL REFERENCES reads ON DELETE CASCADE,
  session     TEXT NOT NULL,     -- the read's session and epoch, to find these rows without it
  epoch       INTEGER NOT NULL,
  ref         TEXT NOT NULL,     -- the branch; or a tag for a version that the session knows from elsewhere: from its work tree,
                                 -- from a conflict, or all that changed in a file of which it had read lines (core/model.py)
  tip         TEXT NOT NULL,     -- commit of the branch at which it is true again
  oid         TEXT,              -- the item's blob there
  earlier     TEXT NOT NULL DEFAULT '',         -- the versions that this row had before: ' COMMIT:BLOB' of each
  how         TEXT NOT NULL CHECK (how IN ('shown', 'ack', 'read')),     -- shown: by a hook; read: the branch's version
                                                -- was read from a commit, or the session's shell printed the change
  reason      TEXT NOT NULL DEFAULT '',         -- of an ack; nothing here reads it: it is for who looks with SQL
  call        TEXT NOT NULL DEFAULT '',         -- shown: the tool call whose answer carried it
  sealed      INTEGER NOT NULL DEFAULT 1 CHECK (sealed IN (0, 1)),       -- 0: parallel calls may still be running
  counts      INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),       -- 0: shown, but no later call has begun yet
  refreshed_at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (read_id, ref, counts)
) {CLUSTERED};
CREATE INDEX refreshes_of ON refreshes (session, epoch, ref, tip) WHERE counts = 1;
CREATE INDEX refreshes_waiting ON refreshes (session) WHERE counts = 0;

CREATE TABLE missed_reads (      -- reads that could not be recorded, until their session is told
  session     TEXT NOT NULL,
  path        TEXT NOT NULL,     -- from the top; '' when not even that is known
  reason      TEXT NOT NULL,
  missed_at   DOUBLE PRECISION NOT NULL,        -- nothing here reads it: it is for who looks with SQL
  PRIMARY KEY (session, path)
) {CLUSTERED};


-- What was validated, and with which result.

CREATE TABLE verdicts (          -- stored outcomes of validations; verdict_id 12 is shown as v12
  verdict_id  {ID},
  outcome     TEXT NOT NULL CHECK (outcome IN ('passed', 'rejected', 'bypassed', 'unverified')),
  level       TEXT NOT NULL CHECK (level IN ('record', 'snapshot', 'relevant', 'strict')),
  source      TEXT NOT NULL CHECK (source IN ('gate', 'check', 'verify', 'push', 'found')), -- who asked; found: an update that
                                                -- no hook saw
  session     TEXT NOT NULL,     -- '' if unknown
  epoch       INTEGER NOT NULL,
  ref         TEXT NOT NULL,
  old         TEXT,              -- commit
  new         TEXT,              -- commit; NULL: a check of the index, no commit yet
  operation   TEXT NOT NULL DEFAULT 'commit',   -- what git was doing
  checked     INTEGER,           -- reads checked; NULL: nothing had changed, so none was checked
  reason      TEXT NOT NULL DEFAULT '',         -- of a bypass
  involved    TEXT NOT NULL DEFAULT '[]',       -- paths being committed, a JSON list of the first 200
  remedy      TEXT NOT NULL DEFAULT '[]',       -- what to do next, JSON
  decided_at  DOUBLE PRECISION NOT NULL
);
CREATE INDEX verdicts_by_commit ON verdicts (new);
CREATE INDEX verdicts_by_outcome ON verdicts (outcome, verdict_id);
CREATE INDEX verdicts_of ON verdicts (session, ref, verdict_id) WHERE source = 'gate';

CREATE TABLE conflicts (         -- reasons in a verdict: a read, or a write, against one change
  verdict_id  INTEGER NOT NULL REFERENCES verdicts ON DELETE CASCADE,
  n           INTEGER NOT NULL CHECK (n > 0),
  counts      INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),       -- 0: the session was told, the commit could land
  code        TEXT NOT NULL CHECK (code LIKE 'CG___'),                   -- CG101 ...
  path        TEXT NOT NULL,
  first       INTEGER NOT NULL DEFAULT 0,       -- the range that was read; 0: the whole file
  last        INTEGER NOT NULL DEFAULT 0,
  reader      TEXT NOT NULL,     -- session whose read it is
  read_id     INTEGER,           -- NULL: no read, CG2xx and CG3xx; the row of reads may be gone
  read        TEXT,              -- the read as it was, JSON; '' for none
  ref         TEXT NOT NULL DEFAULT '',         -- branch that has the change
  tip         TEXT,              -- its commit then
  changed_by  TEXT,              -- commit that made the change
  oid         TEXT,              -- the item's blob at the tip
  session     TEXT,              -- who changed it, or the lock's holder
  author      TEXT NOT NULL DEFAULT '',         -- of that commit, and its subject
  subject     TEXT NOT NULL DEFAULT '',
  changed_at  DOUBLE PRECISION,
  diff        TEXT NOT NULL DEFAULT '',         -- of the item, only the hunks that make it stale
  why         TEXT NOT NULL DEFAULT '',         -- for people: what ties it to the commit, or why it only informs
  line        TEXT NOT NULL DEFAULT '',         -- the line of the change that matters to the commit, and where it uses it
  swept       TEXT NOT NULL DEFAULT '',         -- path of the reader's uncommitted edit, if only this makes its reads count
  cause       TEXT NOT NULL DEFAULT '' CHECK (cause IN ('', 'held', 'taken', 'switched', 'whole', 'part',
              'dropped', 'replaced', 'edited', 'mutual')), -- of a lock: held by another, or taken by another and changed, after
                                                -- the session's own lock on it had expired; of what was read on another
                                                -- branch: another session switched the work tree; of a sweep: the path is
                                                -- another's alone, or both edited it; of a dirty read: what was seen is gone,
                                                -- was committed otherwise, is edited further, or its session has read what
                                                -- this commit lands
  acked_at    DOUBLE PRECISION,
  ack_reason  TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (verdict_id, n),
  CHECK ((code = 'CG301') = (cause IN ('held', 'taken'))),
  CHECK ((code = 'CG202') = (cause IN ('whole', 'part'))),
  CHECK ((code = 'CG104') = (cause IN ('dropped', 'replaced', 'edited', 'mutual'))),
  CHECK (cause <> 'switched' OR code = 'CG105')
) {CLUSTERED};
CREATE INDEX conflicts_about ON conflicts (path, reader) WHERE counts = 1;
CREATE INDEX conflicts_told_once ON conflicts (read_id) WHERE code IN ('CG104', 'CG105');

CREATE TABLE answers (           -- acknowledgements, one for each conflict
  verdict_id  INTEGER NOT NULL REFERENCES verdicts ON DELETE CASCADE,
  n           INTEGER NOT NULL,                 -- the conflict in the verdict
  session     TEXT NOT NULL,                    -- who acknowledged it; if alone is 1, it counts in this one's updates only
  alone       INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1)),        -- 1: for a reader that was not at work, whose own
                                                -- knowledge stays what it was
  read_id     INTEGER,
  read_at     DOUBLE PRECISION,                 -- when the read was made: one made again since is another
  ref         TEXT NOT NULL,                    -- the branch that has the change
  tip         TEXT NOT NULL,                    -- its commit
  oid         TEXT,                             -- the item's blob there
  answered_at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (verdict_id, n, session)
) {CLUSTERED};
CREATE INDEX answers_for ON answers (read_id, session) WHERE alone = 1;


-- What has landed, and where branches are.

CREATE TABLE landings (          -- published updates of branches, in the order of publication
  landing_id  {ID},
  ref         TEXT NOT NULL,
  old         TEXT,              -- commit; NULL: the branch was created
  new         TEXT,              -- commit; NULL: the branch was deleted
  session     TEXT,              -- who updated; NULL: unknown
  epoch       INTEGER,
  state       TEXT NOT NULL CHECK (state IN ('pending', 'landed', 'void')), -- pending: git may not have finished; void: it failed
  source      TEXT NOT NULL CHECK (source IN ('gate', 'found', 'journal')), -- found: no hook saw it; journal: a commit on a
                                                -- detached HEAD, whose ref is 'detached'
  forward     INTEGER NOT NULL CHECK (forward IN (0, 1)),                -- 1: new descends from old
  pid         INTEGER NOT NULL DEFAULT 0,       -- git's process, while pending
  pid_started TEXT NOT NULL DEFAULT '',
  pid_space   TEXT NOT NULL DEFAULT '',         -- as in sessions
  verdict_id  INTEGER UNIQUE REFERENCES verdicts ON DELETE SET NULL,
  landed_at   DOUBLE PRECISION NOT NULL,
  CHECK ((session IS NULL) = (epoch IS NULL))
);
CREATE INDEX landings_by_old ON landings (old, ref);
CREATE INDEX landings_by_new ON landings (new, ref);
CREATE INDEX landings_on ON landings (ref, landing_id);
CREATE INDEX landings_backward ON landings (ref, landing_id) WHERE forward = 0;  -- few: moves that dropped commits
CREATE INDEX landings_of ON landings (session, landing_id);
CREATE INDEX landings_by_time ON landings (landed_at);
CREATE INDEX landings_pending ON landings (ref) WHERE state = 'pending';

CREATE TABLE changes (           -- the write set of a landing: paths whose blob differs between old and new
  landing_id  INTEGER NOT NULL REFERENCES landings ON DELETE CASCADE,
  path        TEXT NOT NULL,
  before      TEXT,              -- blob
  after       TEXT,              -- blob
  maker       TEXT,              -- the session that made all its commits; NULL: unknown, or several
  PRIMARY KEY (landing_id, path)
) {CLUSTERED};
CREATE INDEX changes_by_path ON changes (path, landing_id);
CREATE INDEX changes_by_blob ON changes (path, after);
CREATE INDEX changes_replacing ON changes (path, before);

CREATE TABLE commits (           -- whose work is in a commit: a row for each session, as of an amended or squashed one
  oid         TEXT NOT NULL,
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  part        TEXT NOT NULL DEFAULT 'made'      -- made: it made the commit; source: its work went into it;
                                                -- unclear: perhaps, so the change is nobody's own; not contributors:
                                                -- merged, it ran a merge that git completed alone; brought, it fetched it
              CHECK (part IN ('made', 'source', 'unclear', 'merged', 'brought')),
  author      TEXT NOT NULL DEFAULT '',         -- name <email> seconds zone: rewritten commits are recognised by it
  landing_id  INTEGER NOT NULL REFERENCES landings ON DELETE CASCADE,    -- the one that first named it
  made_at     DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (oid, session, epoch)
) {CLUSTERED};
CREATE INDEX commits_by_author ON commits (author);
CREATE INDEX commits_by_landing ON commits (landing_id);

CREATE TABLE dropped_changes (   -- work that a branch no longer holds: it may come back in anybody's commit of that path
  path        TEXT NOT NULL,
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  before      TEXT,              -- blob that the work was made from
  after       TEXT NOT NULL,     -- blob that it made; '' for none
  kept        INTEGER NOT NULL CHECK (kept IN (0, 1)),          -- 1: the work tree or the index may still hold it
  worktree    TEXT NOT NULL DEFAULT '',         -- git's name of that worktree, '' for unknown
  landing_id  INTEGER REFERENCES landings ON DELETE CASCADE,             -- the one that brought it back, NULL: none
  PRIMARY KEY (path, session, epoch, after),
  FOREIGN KEY (session, epoch) REFERENCES epochs ON DELETE CASCADE
) {CLUSTERED};
CREATE INDEX dropped_of ON dropped_changes (session, epoch);
CREATE INDEX dropped_by_landing ON dropped_changes (landing_id) WHERE landing_id IS NOT NULL;

CREATE TABLE tips (              -- each branch's commit as last known; if git has another, no hook saw the update
  ref         TEXT PRIMARY KEY,
  oid         TEXT NOT NULL      -- commit
) {CLUSTERED};

CREATE TABLE targets (           -- the target branches, former ones too: only git's settings tell which count now
  ref         TEXT PRIMARY KEY,
  last        TEXT               -- the commit it named when it was deleted: created again, it is checked from there
) {CLUSTERED};

CREATE TABLE merge_bases (       -- best common ancestors as git computed them: they never change
  base        TEXT NOT NULL,     -- commit that reads are true at
  tip         TEXT NOT NULL,     -- commit of a branch
  oid         TEXT NOT NULL,     -- their merge base
  PRIMARY KEY (base, tip)
) {CLUSTERED};

CREATE TABLE pushes (            -- validated pushes; a row is deleted once the remote-tracking branch has moved there
  ref         TEXT NOT NULL,     -- the remote-tracking branch
  oid         TEXT NOT NULL,     -- commit that is pushed
  asked_at    DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (ref, oid)
) {CLUSTERED};

CREATE TABLE reflogs (           -- how far reflogs of remote-tracking branches were checked for pushes that were not validated
  ref         TEXT PRIMARY KEY,
  entry       TEXT NOT NULL      -- identifies the newest entry then, and the commit if that is another one; '' for none
) {CLUSTERED};


-- Uncommitted work.

CREATE TABLE writes (            -- a session's edit of a path in a worktree
  write_id    {ID},
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  epoch       INTEGER NOT NULL,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,
  before      TEXT,              -- blob before its first edit since the last landing
  after       TEXT,              -- blob after its newest edit
  origin      TEXT,              -- blob that the session took it from: what it knew
  over        TEXT,              -- newer content, unseen, that it was made over; lost = 1
  lost        INTEGER NOT NULL DEFAULT 0 CHECK (lost IN (0, 1)),
  via         TEXT NOT NULL DEFAULT '',         -- the tool; found: it was there when a client's session began
  wrote_at    DOUBLE PRECISION NOT NULL,
  landing_id  INTEGER REFERENCES landings,      -- the landing that carried it; NULL: not committed
  newest_edit INTEGER NOT NULL DEFAULT 0        -- the newest row of edits, anybody's, when it was carried
);
CREATE UNIQUE INDEX writes_pending ON writes (session, worktree, path) WHERE landing_id IS NULL;
CREATE INDEX writes_of ON writes (session, path);
CREATE INDEX writes_by_path ON writes (path, after) WHERE landing_id IS NULL;
CREATE INDEX writes_by_landing ON writes (landing_id) WHERE landing_id IS NOT NULL;
CREATE INDEX writes_in ON writes (worktree) WHERE landing_id IS NULL;

CREATE TABLE edits (             -- the single edits that a row of writes sums up: they show who made each line of a file
  edit_id     {ID},
  write_id    INTEGER NOT NULL REFERENCES writes ON DELETE CASCADE,
  worktree    TEXT NOT NULL,     -- of the write, and its path, to find these rows without it
  path        TEXT NOT NULL,
  before      TEXT,              -- blob
  after       TEXT,
  exact       INTEGER NOT NULL DEFAULT 1 CHECK (exact IN (0, 1)),        -- 0: the call may have changed less
  edited_at   DOUBLE PRECISION NOT NULL
);
CREATE INDEX edits_of ON edits (write_id);
CREATE INDEX edits_in ON edits (worktree, path, edit_id);

CREATE TABLE sights (            -- files with uncommitted edits, as they were last compared
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,
  stamp       TEXT NOT NULL,     -- size, time and inode; '' for no file. While it stays, nothing has to be compared again
  PRIMARY KEY (worktree, path)
) {CLUSTERED};

CREATE TABLE modes (             -- the newest change of a file's mode in a worktree by a session's command; over once HEAD has it
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  mode        TEXT NOT NULL CHECK (mode IN ('100644', '100755')),        -- as git has it
  changed_at  DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (worktree, path)
) {CLUSTERED};

CREATE TABLE untracked_paths (   -- pathspecs that a session gave "git rm --cached"; over with its next landing
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  pathspec    TEXT NOT NULL,     -- from the top
  landing_id  INTEGER NOT NULL,  -- the newest landing then
  PRIMARY KEY (session, worktree, pathspec)
) {CLUSTERED};

CREATE TABLE stashes (           -- entries of the stash, which all worktrees share, and who made them
  oid         TEXT PRIMARY KEY,  -- commit
  session     TEXT NOT NULL,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  made_at     DOUBLE PRECISION NOT NULL
) {CLUSTERED};

-- Uncommitted work that is missing from a work tree or the stash. Git keeps its objects, by the refs below refs/coordgit/kept/:
-- those named by an object id are of these rows, edit-N is of the row N of writes.

CREATE TABLE kept_edits (        -- a row for each session that had edited it
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
CREATE INDEX kept_untold ON kept_edits (session) WHERE state = 'kept' AND told = 0;


-- Tool calls that are running.

CREATE TABLE calls (             -- how a tool call began; deleted when it ends. The call '' is the session's newest hook call
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  call        TEXT NOT NULL,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  over_with   TEXT NOT NULL DEFAULT 'session' CHECK (over_with IN ('turn', 'tasks', 'session')), -- with what it ends at the
                                                -- latest, even if its client never reports that: its session's turn, the
                                                -- session's background tasks, or the session
  head        TEXT,              -- commit; NULL: unborn
  landing_id  INTEGER NOT NULL,  -- the newest one then
  tip_id      INTEGER NOT NULL DEFAULT 0,       -- the newest of remote_tips then
  began_at    DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (session, call, worktree)
) {CLUSTERED};

CREATE TABLE intents (           -- blobs of paths as a tool call that may write them began; deleted when it ends
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  call        TEXT NOT NULL,
  worktree    TEXT NOT NULL,     -- git's name of it, as in reads
  path        TEXT NOT NULL,
  before      TEXT,              -- blob
  noted_at    DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (session, call, worktree, path)
) {CLUSTERED};
CREATE INDEX intents_in ON intents (worktree, path);


-- What sessions were told.

CREATE TABLE audiences (         -- to whom notices go: a session's own agent, '', or one of its sub-agents
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  agent       TEXT NOT NULL,
  told_landing_id INTEGER NOT NULL DEFAULT 0,   -- the newest landing that it was told; of '' see sessions
  day         INTEGER NOT NULL DEFAULT 0,       -- days since 1970
  spent       INTEGER NOT NULL DEFAULT 0,       -- characters told on that day
  PRIMARY KEY (session, agent)
) {CLUSTERED};

CREATE TABLE told_tips (         -- where remote branches were when an audience was last told of them
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  agent       TEXT NOT NULL,     -- as in audiences
  ref         TEXT NOT NULL,
  oid         TEXT NOT NULL,     -- commit
  PRIMARY KEY (session, agent, ref)
) {CLUSTERED};

CREATE TABLE tellings (          -- changes that were told, each once
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  epoch       INTEGER NOT NULL,
  agent       TEXT NOT NULL,     -- as in audiences
  path        TEXT NOT NULL,
  oid         TEXT NOT NULL,     -- the blob after the change, '' where the path is gone; of an uncommitted edit after 'SESSION: '
  landed      INTEGER NOT NULL CHECK (landed IN (0, 1)),                 -- 0: it was on a branch that had not landed
  whole       INTEGER NOT NULL CHECK (whole IN (0, 1)),                  -- 1: all of it was shown
  PRIMARY KEY (session, epoch, agent, path, oid, landed)
) {CLUSTERED};


-- Locks, tasks and reports.

CREATE TABLE locks (             -- paths in use
  lock_id     {ID},
  pathspec    TEXT NOT NULL,     -- git's, relative to the top of the work tree
  excludes    TEXT NOT NULL DEFAULT '',         -- pathspecs taken out of it, a JSON list; '' for none
  anchor      TEXT NOT NULL,     -- the path or folder that holds all that it names; '' the top
  leaf        INTEGER NOT NULL DEFAULT 0 CHECK (leaf IN (0, 1)),         -- 1: a file when it was locked: nothing is below it
  session     TEXT NOT NULL,
  shared      INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),       -- 1: others may hold it too, shared
  turn        INTEGER NOT NULL DEFAULT 0 CHECK (turn IN (0, 1)),         -- 1: taken after rejections; ends as its session lands
  why         TEXT NOT NULL DEFAULT '',
  token       INTEGER NOT NULL UNIQUE,          -- grows with every grant
  landing_id  INTEGER NOT NULL DEFAULT 0,       -- the newest landing when it was granted
  span        DOUBLE PRECISION NOT NULL,        -- seconds that activity of the owner renews it for
  granted_at  DOUBLE PRECISION NOT NULL,
  expires_at  DOUBLE PRECISION NOT NULL,
  state       TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'expired', 'released')), -- held and past expires_at: expired,
                                                -- but nobody has noted it yet
  told        INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),         -- 1: the former holder was told that it expired
  ended_at    DOUBLE PRECISION
);
CREATE INDEX locks_by_path ON locks (anchor) WHERE state = 'held';
CREATE INDEX locks_by_time ON locks (expires_at) WHERE state = 'held';
CREATE INDEX locks_expired ON locks (lock_id) WHERE state = 'expired';
CREATE INDEX locks_of ON locks (session) WHERE state <> 'released';

CREATE TABLE tasks (             -- who does what, and how it ended
  task_id     {ID},
  title       TEXT NOT NULL,
  state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'done', 'failed')),
  session     TEXT,              -- owner; of an open one NULL
  token       INTEGER NOT NULL DEFAULT 0,       -- of the newest claim; grows with every claim
  span        DOUBLE PRECISION,  -- seconds a claim is good for without activity; NULL: while the session lives
  expires_at  DOUBLE PRECISION,
  outcome     TEXT,
  why         TEXT,              -- why it failed or, if open again, came back
  added_by    TEXT,
  added_at    DOUBLE PRECISION NOT NULL,
  claimed_at  DOUBLE PRECISION,
  ended_at    DOUBLE PRECISION,
  CHECK ((state = 'open') = (session IS NULL))
);
CREATE INDEX tasks_open ON tasks (task_id) WHERE state = 'open';
CREATE INDEX tasks_of ON tasks (session) WHERE state = 'claimed';

CREATE TABLE task_paths (        -- what a task is about
  task_id     INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
  pathspec    TEXT NOT NULL,
  PRIMARY KEY (task_id, pathspec)
) {CLUSTERED};

CREATE TABLE task_landings (     -- landings made under a claim
  task_id     INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
  landing_id  INTEGER NOT NULL REFERENCES landings ON DELETE CASCADE,
  PRIMARY KEY (task_id, landing_id)
) {CLUSTERED};

CREATE TABLE reports (           -- the states that a session reported
  report_id   {ID},
  session     TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('working', 'blocked', 'done', 'error')),
  text        TEXT NOT NULL,
  reported_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX reports_of ON reports (session, report_id);

CREATE TABLE events (            -- what happened to locks and tasks, oldest first; never changed
  event_id    {ID},
  what        TEXT NOT NULL CHECK (what IN ('lock', 'share', 'unlock', 'expire', 'refuse',
                                            'add', 'claim', 'release', 'done', 'fail', 'reopen')),
  session     TEXT,              -- whose lock or claim; of a refusal: who was refused
  subject     TEXT NOT NULL DEFAULT '',         -- lock or task, as 'lock:3' or 'task:7'; of a refusal: the lock in the way
  detail      TEXT NOT NULL DEFAULT '',         -- pathspec, title, reason
  token       INTEGER NOT NULL DEFAULT 0,
  happened_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX events_of ON events (session, what, event_id);
CREATE INDEX events_about ON events (subject);

CREATE TABLE counters (          -- numbers that only grow
  name        TEXT PRIMARY KEY,  -- token: of the newest lock or claim; the others: how far a clone and its team are
  value       INTEGER NOT NULL
) {CLUSTERED};


-- A team's store and those of its clones have the same tables. In the team's a session is named CLONE/SESSION; in a clone's those
-- of other clones are, and its own keep the name they have. Times are by the clock of the store that holds them.

CREATE TABLE origins (           -- in a team's store: rows that came from a clone, so that what arrives twice is taken once
  what        TEXT NOT NULL CHECK (what IN ('task', 'report', 'verdict', 'landing')),
  clone       TEXT NOT NULL,
  number      INTEGER NOT NULL,  -- of the row in the clone's store
  row_id      INTEGER NOT NULL,  -- of the row in the team's store
  PRIMARY KEY (what, clone, number)
) {CLUSTERED};
CREATE INDEX origins_by_row ON origins (what, row_id);

CREATE TABLE remote_landings (   -- in a clone's: what other clones landed; git may not have it here yet
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

CREATE TABLE remote_tellings (   -- up to where an audience was told what other clones landed and locked
  session     TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  agent       TEXT NOT NULL,     -- as in audiences
  remote_id   INTEGER NOT NULL,  -- the newest landing
  token       INTEGER NOT NULL,  -- the newest lock
  PRIMARY KEY (session, agent)
) {CLUSTERED};


-- Views, for whoever looks with SQL.

CREATE VIEW stale_reads AS       -- reads whose item another session has changed on a branch since, by recorded facts alone
SELECT r.session AS session, r.path AS path, r.kind AS kind, b.oid AS base, r.read_at AS read_at,
       l.new AS change, COALESCE(c.maker, NULLIF(l.session, r.session)) AS changed_by, -- who only pulled it did not make it
       l.ref AS ref, l.landed_at AS changed_at
FROM sessions s
CROSS JOIN reads r               -- in this order: there are fewer sessions
JOIN bases b ON b.base_id = r.base_id
CROSS JOIN changes c
CROSS JOIN landings l
WHERE r.session = s.session AND r.epoch = s.epoch AND l.landing_id = c.landing_id AND l.state <> 'void'
  AND r.kind IN ('content', 'lines', 'absent')
  AND (c.path = r.path             -- or a folder has come where nothing was: a row for each landing, of its first file there
       OR (r.kind = 'absent' AND r.known IS NULL AND c.path > r.path || '/' AND c.path < r.path || '0'))
  AND (c.maker IS NULL OR c.maker <> r.session)
  AND (l.ref = s.branch OR l.ref IN (SELECT t.ref FROM targets t))
  AND NOT EXISTS (SELECT 1 FROM changes c2 JOIN landings l2 ON l2.landing_id = c2.landing_id
                  WHERE c2.path = c.path AND l2.ref = l.ref AND l2.state <> 'void' AND c2.landing_id > c.landing_id)
  AND COALESCE(c.after, '') <> COALESCE(r.known, '')
  AND COALESCE(c.after, '') <> COALESCE(r.observed, '')
  AND (c.landing_id > r.landing_id OR COALESCE(c.before, '') IN (COALESCE(r.known, ''), COALESCE(r.observed, '')))
  AND NOT EXISTS (SELECT 1 FROM refreshes f WHERE f.read_id = r.read_id AND f.counts = 1
                  AND (COALESCE(f.oid, '') = COALESCE(c.after, '') OR (c.path <> r.path AND f.ref = l.ref)))
  AND (SELECT d.path FROM changes d -- backward, as the file before is nearly always still there
       WHERE d.landing_id = c.landing_id AND d.path > r.path || '/' AND d.path < c.path AND d.after IS NOT NULL
         AND (d.maker IS NULL OR d.maker <> r.session)
         AND NOT EXISTS (SELECT 1 FROM changes d2 JOIN landings l3 ON l3.landing_id = d2.landing_id
                         WHERE d2.path = d.path AND l3.ref = l.ref AND l3.state <> 'void' AND d2.landing_id > d.landing_id)
       ORDER BY d.path DESC LIMIT 1) IS NULL;

CREATE VIEW in_flight AS         -- sessions at work
SELECT s.session AS session, s.client AS client, COALESCE(p.state, s.state) AS state, s.worktree AS worktree,
       s.branch AS branch,
       (SELECT t.title FROM tasks t WHERE t.session = s.session AND t.state = 'claimed'
        ORDER BY t.task_id LIMIT 1) AS task,
       p.text AS report,
       (SELECT 'v' || MAX(v.verdict_id) FROM verdicts v
        WHERE v.session = s.session AND v.source = 'gate' AND v.outcome = 'rejected'
          AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.session = v.session AND w.ref = v.ref AND w.source = 'gate'
                          AND w.verdict_id > v.verdict_id)
          AND (NOT EXISTS (SELECT 1 FROM conflicts c WHERE c.verdict_id = v.verdict_id AND c.counts = 1)
               -- a lock blocks while another session holds one there, judged by the anchor alone
               OR EXISTS (SELECT 1 FROM conflicts c WHERE c.verdict_id = v.verdict_id AND c.counts = 1 AND (c.code <> 'CG301'
                  OR EXISTS (SELECT 1 FROM locks k WHERE k.state = 'held' AND k.session <> v.session
                             AND k.expires_at > {NOW}
                             AND (k.anchor IN ('', c.path) OR SUBSTR(c.path, 1, LENGTH(k.anchor) + 1) = k.anchor || '/'))
                  -- so does a change made after its own lock had expired, until it locks the path again
                  OR (c.cause = 'taken'
                      AND EXISTS (SELECT 1 FROM locks k WHERE k.state = 'expired' AND k.session = v.session)))))) AS blocked,
       (SELECT COUNT(*) FROM locks k WHERE k.session = s.session
          AND k.state <> 'released' AND k.state = 'held' -- the first for SQLite to take the index locks_of
          AND k.expires_at > {NOW}) AS locks,
       s.seen_at AS seen_at
FROM sessions s
LEFT JOIN reports p ON p.report_id = (SELECT MAX(q.report_id) FROM reports q WHERE q.session = s.session)
WHERE s.state = 'live';

CREATE VIEW history AS           -- landings and rejections, newest last
SELECT v.decided_at AS at, v.session AS session, v.ref AS ref, v.old AS old, v.new AS new, v.outcome AS outcome,
       'v' || v.verdict_id AS verdict, v.reason AS reason
FROM verdicts v
WHERE v.source IN ('gate', 'found', 'push');
