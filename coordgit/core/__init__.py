"""The theory: coordgit is optimistic concurrency control over recorded reads, with git as the database.

Sessions and transactions. A session has one epoch at a time: from its start, or the last clear of its context, to the next.
Between two of its landings it reads, thinks and writes; the landing is the commit point of that transaction. Locks are not
needed for it: reads are recorded, and validated when the session lands (Kung and Robinson, "On Optimistic Methods for
Concurrency Control", 1981). Unlike a database transaction a session does not forget at its commit: its reads are sticky until
its epoch ends, for it goes on writing from memory.

The rule (``validation``). A branch moves from O to N. Every read that counts is checked on every checked branch: on the updated
one, at O, and on each target that N does not bring in. A read was true at its base b; the branch's tip is T; m is the merge
base of b and T. The read is stale iff its item differs between m and T, T's item is not what the session knows, and somebody
else made the change (``own_changes``). One stale read rejects the update, and nothing moves. (Backward validation: against what
has landed, never against what others merely do.)

Why it suffices. If every landed transaction read only what was still true where it landed, all dependencies between them point
from an earlier landing to a later one, so the direct serialization graph has no cycle (Adya, "Weak Consistency", 1999):
the history of a branch equals its sessions run one after the other in first-parent order. ``tests.oracle`` decides the same from
histories alone, and knows nothing of ``validation``: it is the oracle that the tests hold it to.

What counts as an item. Content, by blob id; a range of lines (``hunks``, ``stale_ranges``); a path that was not there; and
predicates, a listing or a search, whose answer a change elsewhere can alter: the phantom problem (Eswaran et al., 1976).
Coarser records and more of them never turn a rejection into a pass; narrowing only drops what provably does not matter.

Whose transaction a commit is (``contributors``). A commit is known, made now, from outside, or unclear (``origins``). The reads
of all who have work in it are validated: ambiguity adds contributors and never loses one, for more reads never turn a rejection
into a pass. What came from outside is foreign to everybody here.

Knowledge moves (``knowledge``). The session's own edits move what it knows on, if it knew what it edited: an edit never
launders a stale read. A merge or a rebase makes nothing known. A landing moves the base of the reads that it found still true
to O, where they were checked; not to N, for a merge may bring in what the session never saw. A read is made true again by
looking (read), by being shown (from the next call on), or by acknowledging exactly that change. That is repair without redo:
the transaction goes on where it was.

Lost update (P4 in Berenson et al., "A Critique of ANSI SQL Isolation Levels", 1995). In one work tree a session can write back
a file it read before another's landing; git sees only an edit. Whether it did is decided by content (``rules.lost_update``): what
others changed since the version it knew (``landed_steps``) is lost where the commit takes it back. A change that the commit
still has leaves only the stale read.

Atomicity. An update is judged while nobody waits. Its write set is published in one step (``BEGIN IMMEDIATE``), which makes sure
that nothing that matters was published since the judgement began, so two updates in flight at once cannot both pass on each
other's unseen change. A published write set counts iff its N is reachable from its ref: after a crash the refs decide, not the
store.

Levels. ``record`` only reports; ``snapshot`` rejects lost updates (first committer wins); ``relevant`` rejects stale reads that
a ladder of facts ties to the commit (``relevance``); ``strict`` is all of the above, with listings and searches that names tie
to it (``ties``). ``rules.levels`` has the force of a rule at each, ``rules.weights`` what that makes of a reason,
``rules.codes`` the codes, ``rules.default_attributes`` which attribute a file has by its name.

Everything in this package is pure: values in, values out, no disk, clock, environment, git or SQL. ``model`` has the values.
Searches and listings: ``predicates``, ``stale_searches``, ``patterns``, ``globs``. The ladder reads texts by ``changed_texts``,
``altered_names``, ``source``, ``outline``, ``definitions``. Uncommitted lines of several sessions: ``uncommitted_lines``,
``own_portion``; what one's own text in a file shows of HEAD's version: ``own_text``; whether an edit still stands in a file:
``removed_edits``; whether its lines are in another change: ``recognised_work``. What a branch has changed since each of several
commits: ``changes_since``; in which order commits land together: ``interleaved_commits``; how much of a change was seen:
``seen_lines``. Locks: ``pathspec``, ``lock_overlap``. Facts that are worded or sent elsewhere: ``advice_facts``,
``commit_command``, ``readiness``, ``note_format``, ``read_json``, ``quoting``.
"""
