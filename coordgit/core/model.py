"""The values that the walks hand to each other; names are those of the vocabulary, all frozen, no behaviour but naming.

Paths are ``str`` relative to the top of the work tree, decoded from UTF-8 with surrogate escapes, ``/`` between parts.
Times are seconds since the epoch. Object ids are lower-case hex of whatever hash the repository uses.
"""

from __future__ import annotations

from coordgit.startup.typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.coordination_records import Lock

Oid = str
"""A git object id in hex. ``None`` beside it always means: nothing there."""

CONTENT, LINES, ABSENT, LISTING, MATCH = "content", "lines", "absent", "listing", "match"
"""Kinds of read. The first three are items (one path), the last two predicates (a question over many)."""
ITEMS = (CONTENT, LINES, ABSENT)

PASSED, REJECTED, BYPASSED, UNVERIFIED = "passed", "rejected", "bypassed", "unverified"
"""Outcomes of a verdict; ``unverified`` is a landing that no hook saw."""

LEVELS = RECORD, SNAPSHOT, RELEVANT, STRICT = ("record", "snapshot", "relevant", "strict")
"""Levels, from the mildest; what a rule does at each is in ``rules.levels``."""

KNOWN, MADE, OUTSIDE, UNCLEAR = "known", "made", "outside", "unclear"
"""Where a commit comes from: the store has its contributors; the updating command makes it; a fetch or a bundle brought it;
nobody can tell (``commit-tree``, ``replay``, tools that rewrite, a push)."""

HELD, TAKEN = "held", "taken"
"""Why a lock is a reason: another session holds it, or took it after this one's own had expired, and changed the path."""
SWITCHED = "switched"
"""Why a read made on another branch is a reason: another session switched the work tree from that branch to this one."""

DROPPED, REPLACED, EDITED, MUTUAL = "dropped", "replaced", "edited", "mutual"
"""What became of another session's uncommitted edit that was read: it is gone, was committed with other content, is edited
further, or each of the two sessions has read the other's uncommitted edit."""
WHOLE, PART = "whole", "part"
"""How a sweep is a reason: the path is the other session's alone, or both have edited it."""

LANDED, EARLIER, SIBLING, OTHER, STANDING = "landed", "earlier", "sibling", "other", "standing"
"""Where a change is: on a checked branch; there already before the item was read; on a branch that is not checked; on a checked
branch that never had what was read on another one, without anybody else having switched the work tree to it; in the work tree,
where its session goes on with it."""

LEFT = "work-tree:left"
"""The ``ref`` of a text that was seen in the work tree while the branch had a newer version. It shows nothing of that version; if
the text itself lands, the session knows it."""
OUTDATED = "work-tree:outdated"
"""The ``ref`` of a newer version, known before an older one was read: the session still knows it when it edits the file."""
WHOLE_CHANGE = "change:all"
"""The ``ref`` of a version of which a session that had read lines was shown, or acknowledged, all that changed in the file."""
SEEN = "side:"
"""What the ``ref`` of a side of a conflict begins with that was read; its blob follows. It hides none that comes back."""
REPLACED_SIDE = "side:replaced:"
"""The same for a version that was read before the session put its own text in its place unasked; forgotten once that lands."""
READ_AT = "read-at:"
"""What the ``ref`` of a version begins with that was read before another one; its commit follows. It hides none that returns."""


class Epoch(NamedTuple):
    """Whose knowledge counts: one epoch of one session."""

    session: str
    number: int


class Query(NamedTuple):
    """The query of a predicate. ``pattern`` is a regular expression for a match and a glob for a listing ("" is any name)."""

    pattern: str = ""
    pathspecs: tuple[str, ...] = ()
    recursive: bool = True
    ignore_case: bool = False
    fixed: bool = False


TURN, TASKS, THROUGHOUT = "turn", "tasks", "session"
"""What ends a tool call whose client does not report its end: its session's turn, the background tasks, or the session."""

READ, WRITE, MODE, PRESENCE = "read", "write", "mode", "presence"
"""What an access does to a path, beside ``LISTING`` and ``MATCH``. ``MODE`` changes whether it is executable, and no content."""


class Access(NamedTuple):
    """One thing that a tool call or a shell command saw or did, before anything is looked up.

    ``path`` is as the client gave it: absolute, or relative to the event's ``cwd`` ("" is ``cwd`` itself).
    """

    act: str
    path: str
    first: int = 0
    """First line seen, from 1; 0 for all of the file, -N for the last N lines."""
    last: int = 0
    """-1 for the end of the file."""
    query: Query | None = None
    """For listings, matches, and a read of all files in ``path`` that a glob names. Its pathspecs are relative to ``path``."""
    rev: str = ""
    """The revision read from (``git show REV:path``); "" is the work tree. ``top`` is true if ``path`` starts at the top."""
    top: bool = False
    exact: bool = True
    """False: the tool may have seen less than this (or, for a write, may not have written)."""
    missing: bool = False
    """The tool reported that the path does not exist."""
    matched: bool = False
    """Exact if the answer holds all of the file, as that of a command may that prints each file of a glob."""
    text: str | None = None
    """The text that the tool delivered (read: the file or its lines) or wrote (write: the whole file)."""
    before: str | None = None
    """For a write: the file's text before it, if the tool reports it."""
    created: bool = False
    """For a write: the tool says that nothing was there before."""
    directory: str = ""
    """Where a shell command ran, from where it started: for a ``top`` read, and for a search whose path may be a revision."""
    unnamed: bool = False
    """The command does not name the path, but may write it too: as it moves the work tree, or applies a patch from a file."""
    source: str = ""
    """For a write: the revision from which the command may have taken the file."""


NOBODY = Epoch("", 0)
"""An epoch that no session has."""


class Read(NamedTuple):
    """What a session saw. ``observed`` is the blob it saw, ``known`` the same with the session's own edits since.

    ``first``/``last`` count from 1 in ``observed`` and are 0 for a whole file; ``base`` is the commit it was true at.
    """

    read_id: int = 0
    """0 for a read that is not stored yet."""
    epoch: Epoch = NOBODY
    agent: str = ""
    kind: str = CONTENT
    path: str = ""
    first: int = 0
    last: int = 0
    query: Query | None = None
    observed: Oid | None = None
    known: Oid | None = None
    base: Oid | None = None
    at: float = 0.0
    via: str = ""
    exact: bool = True
    declared: bool = False
    worktree: str = ""
    tracked: bool = True
    """False: git does not know the path where it was read; it counts once a tip has it."""
    settled: bool = True
    """False: no known commit had these bytes yet. ``base`` is then where HEAD was, until validation finds a commit."""
    sought: int = -1
    """If not settled: the newest landing whose commits cannot have these bytes; -1: any may."""
    landing_id: int = 0
    """The newest landing when it was read."""
    writer: str = ""
    """If not settled: the other session whose uncommitted edit it saw."""
    tip_id: int = 0
    """The newest record of where remote branches were when it was read."""

    @property
    def whole(self) -> bool:
        """True if the reader knows all of the item, which neither a range nor a coarse look (``wc f``) shows."""
        return self.kind != LINES and (self.exact or self.observed is None)


class Change(NamedTuple):
    """One path between two commits of a branch: ``before`` at the older, ``after`` at the newer.

    ``makers`` are the sessions that made it; an empty name is an unknown one.
    """

    path: str
    before: Oid | None
    after: Oid | None
    makers: frozenset[str] = frozenset()


class CheckedBranch(NamedTuple):
    """A ref that commits land on, and the commit it names at the moment of validation."""

    ref: str
    tip: Oid


class Commit(NamedTuple):
    """One commit of an update: where it comes from, and whose work is in it."""

    oid: Oid
    parents: tuple[Oid, ...]
    author: str
    """``name <email> seconds zone``: with it a rewritten commit is recognised."""
    committed: str = ""
    """When it was committed, in seconds: the author's own date unless the commit was rewritten."""
    origin: str = UNCLEAR
    contributors: tuple[Epoch, ...] = ()
    by_author: bool = False
    """True if author and date alone say who contributed: anybody else may have made its change in the same second."""

    @property
    def made(self) -> bool:
        """True if the updating session may have made it."""
        return self.origin in (MADE, UNCLEAR)

    @property
    def as_authored(self) -> bool:
        """True if author date and committer date are equal, which is rare for a rewritten commit."""
        return self.author.split()[-2:-1] == [self.committed]


class Write(NamedTuple):
    """A session's edit in a worktree that has not landed. ``origin`` is the blob the session took it from."""

    write_id: int = 0
    """0 for a write that is not stored yet."""
    epoch: Epoch = NOBODY
    worktree: str = ""
    path: str = ""
    before: Oid | None = None
    after: Oid | None = None
    origin: Oid | None = None
    over: Oid | None = None
    """The newer content, unseen by the session, that this edit was made over; ``None``: made over what it knew."""
    lost: bool = False
    at: float = 0.0
    via: str = ""


class IndexEntry(NamedTuple):
    """What a tree or an index has at a path. ``mode`` as in git-ls-files, "0" for nothing."""

    mode: str
    oid: Oid


class ModeChange(NamedTuple):
    """Who gave a file its ``mode``, and when."""

    session: str
    mode: str
    at: float


class Session(NamedTuple):
    """One epoch: an agent conversation as its client names it, or a person in a worktree."""

    session: str
    name: str
    client: str
    person: bool
    state: str
    epoch_number: int
    worktree: str
    branch: str
    started_at: float
    seen_at: float
    told_landing_id: int
    inherited: str
    """The ``COORDGIT_SESSION`` that its client was started with: inside it that names no session."""
    clone: str = ""
    """Of a session in another clone of the team: which one."""

    @property
    def epoch(self) -> Epoch:
        return Epoch(self.session, self.epoch_number)


class Process(NamedTuple):
    """A process, distinguished from later ones with its number.

    ``space`` is the PID namespace and boot that the number belongs to, ``started`` "" where unknown.
    """

    pid: int
    started: str
    space: str


NO_PROCESS = Process(0, "", "")
"""No process, or one that ended before it could be identified."""


class Finding(NamedTuple):
    """A conflict without author, subject and diff."""

    code: str
    path: str
    reader: Epoch
    branch: CheckedBranch
    why: str = ""
    counts: bool = True
    place: str = LANDED
    """Where the change is."""
    read: Read | None = None
    merge_base: Oid | None = None
    changes: tuple[Change, ...] = ()
    write: Write | None = None
    lock: Lock | None = None
    cause: str = ""
    by: str = ""
    """Of a work tree that was switched: the session that did it."""
    swept: str = ""
    """The path of the reader's uncommitted edit, if nothing else of the reader is in the update."""
    line: str = ""
    """The line of the change that matters to the commit, as it was and as it is, and where the commit uses it."""
    mark: str = ""
    """That line as it stands in the diff of the change, with its sign."""
    only_told: bool = False
    """It is about a person, whose reads are not recorded."""
    later: bool = False
    """It only informs, and rejects as soon as its branch is brought in."""
    commit: Oid | None = None
    """The commit that the branch would lose, where that is the reason."""


class Judgement(NamedTuple):
    """What validation found: reasons in the order of their paths, those that count and those that only inform."""

    findings: tuple[Finding, ...]
    fresh: tuple[tuple[int, Oid | None], ...]
    """(read, blob at the branch's tip) of ranges that the diff does not touch: they are true at the tip."""
    left_out: tuple[Read, ...] = ()
    """Stale reads that a setting or an attribute leaves out of the verdict. They keep their base."""
    carried: tuple[Read, ...] = ()
    """Reads of commits that the update drops, whose item or answer is the same at the new commit."""
    superseded: tuple[tuple[int, str], ...] = ()
    """(read, branch) of refreshes that lie behind a refresh of the same read on the updated branch."""
    behind: tuple[tuple[Read, str, Oid], ...] = ()
    """(read, target, commit): on that target the read is true at the commit alone, see ``check.landing.reads_behind``."""

    @property
    def counting(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.counts]

    def informing(self) -> Judgement:
        """Return it as one that rejects nothing."""
        return self._replace(findings=tuple(finding._replace(counts=False) for finding in self.findings))

    @property
    def later(self) -> frozenset[int]:
        """The numbers of the conflicts that reject as soon as their branch is brought in."""
        return frozenset(n for n, finding in enumerate(self.findings, 1) if finding.later)


class Conflict(NamedTuple):
    """One reason: a read (or write) against one change. ``read`` is the read as JSON text, "" without one."""

    n: int
    counts: bool
    code: str
    path: str
    first: int = 0
    last: int = 0
    reader: str = ""
    read_id: int | None = None
    read: str = ""
    ref: str = ""
    tip: Oid | None = None
    changed_by: Oid | None = None
    oid: Oid | None = None
    session: str | None = None
    author: str = ""
    subject: str = ""
    changed_at: float | None = None
    diff: str = ""
    why: str = ""
    acked_at: float | None = None
    ack_reason: str = ""
    cause: str = ""
    swept: str = ""
    """The path of the reader's uncommitted edit, if nothing else of the reader is in the update."""
    line: str = ""
    """The line of the change that matters to the commit, as it was and as it is, and where the commit uses it."""


class Verdict(NamedTuple):
    """The stored outcome of one validation; ``number`` 12 is shown as v12. ``involved`` and ``remedy`` are JSON text."""

    number: int
    outcome: str
    level: str
    source: str
    epoch: Epoch
    ref: str
    old: Oid | None
    new: Oid | None
    operation: str
    checked: int | None
    at: float
    reason: str = ""
    involved: str = "[]"
    remedy: str = "[]"
    conflicts: tuple[Conflict, ...] = ()

    @property
    def name(self) -> str:
        return f"v{self.number}"
