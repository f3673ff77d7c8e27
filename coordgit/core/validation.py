"""The rule (optimistic validation, Kung and Robinson 1981, over recorded reads): which reads are stale on a branch.

A read with base b is checked against a branch with tip T over m, the merge base of b and T. It is stale iff its item differs
between m and T, T's item is not what the session knows, and somebody else made the change. What was shown to the session or
acknowledged arrives here as a later base with a newer ``known``. If somebody else took b off the branch (a reset, an amended
commit, a forced push), or took back other commits that had brought b's version (a reverted squash), the item at b itself is
compared with T's. Pure: object ids in, suspects out; ``stale_ranges`` and ``stale_searches`` then compare contents, of suspects
alone.
"""

from coordgit.core.grouping import grouped
from coordgit.core.model import ABSENT, LINES, LISTING, MATCH, Change, CheckedBranch, Oid, Read
from coordgit.core.own_changes import is_own
from coordgit.startup.typing import Iterable, Mapping, NamedTuple

STALE, PHANTOM, APPEARED, DIRTY, ELSEWHERE = "CG101", "CG102", "CG103", "CG104", "CG105"
LOST_UPDATE, SWEPT, LOCKED, UNSEEN = "CG201", "CG202", "CG301", "CG901"
PUT_BACK, EMPTIED, REWOUND = "CG203", "CG204", "CG205"
UNKNOWN_READS = "CG401"

MANY_GONE = 8
"""Paths that a commit has to remove at least before it may have come from an emptied index."""

NOT_EVALUATED = "the search could not be evaluated: its pattern cannot be compiled, takes too long, or a text is not here"
"""Why a search is stale though nobody knows whether its answer is another one."""

TAKEN_OVER = "your lock on it had expired, and its next holder changed it"
"""Why a path counts as locked though nobody may hold it any more."""


class Delta(NamedTuple):
    """What a branch has changed since one base: the merge base m, and path -> change from m to the tip.

    ``gone``: git has pruned the base, so every path of the tip counts as new.
    """

    merge_base: Oid | None
    changes: Mapping[str, Change]
    gone: bool = False
    dropped: frozenset[str] = frozenset()
    """Paths that differ only because the branch no longer has the base."""
    never_had: Mapping[str, Change] = {}
    """If the branch never had the base: how base and tip differ, in paths that the branch itself has not changed since m."""
    undone: Mapping[str, Mapping[Oid | None, Change]] = {}
    """Path -> version that the branch had since m, as from a squash -> the change that took it back: m and tip are the same."""
    renamed: Mapping[str, Change] = {}
    """Path, as the base names a file -> the change that the branch made of it under the name that it had at m."""


class CheckedRead(NamedTuple):
    """A read as it is checked on one branch: since which base, and with what its session knows.

    ``also`` are blobs of the item that count on every branch: seen over a newer version, or with all that changed in the file.
    ``later`` are commits of other branches at which it was found true again: only what came after all of them counts.
    """

    read: Read
    known: Oid | None
    base: Oid
    also: tuple[Oid | None, ...] = ()
    later: tuple[Oid, ...] = ()


class Suspect(NamedTuple):
    """A read whose item changed by object ids alone; ``changes`` holds one for an item, several for a predicate."""

    code: str
    asked: CheckedRead
    branch: CheckedBranch
    merge_base: Oid | None
    changes: tuple[Change, ...]
    evaluated: bool = True
    """False for a search that could not be evaluated."""
    dropped: bool = False
    """True if the branch had what was seen, and no longer has it."""

    @property
    def read(self) -> Read:
        return self.asked.read


def suspects(asked: Iterable[CheckedRead], branch: CheckedBranch, deltas: Mapping[Oid, Delta]) -> list[Suspect]:
    """The reads that may be stale on ``branch``; ``deltas`` may lack bases without changes."""
    stale = []
    for checked in asked:
        delta = deltas.get(checked.base)
        if delta is None:
            continue
        undone = delta.undone.get(checked.read.path, {}).get(checked.known) if checked.read.query is None else None
        if undone is not None and foreign(undone, checked.read) and undone.after not in checked.also:
            stale.append(
                Suspect(code=STALE, asked=checked, branch=branch, merge_base=delta.merge_base, changes=(undone,), dropped=True)
            )
            continue
        if delta.never_had and checked.read.settled:
            stale += _never_had(checked, branch, delta)
        if not delta.changes:
            continue
        since = [deltas.get(base, Delta(None, {})) for base in checked.later]
        if checked.read.kind in (LISTING, MATCH):
            # where the branch has the commit at which it was found true, only what came after that is asked
            here = [later.changes for base, later in zip(checked.later, since, strict=True) if later.merge_base == base]
            changes = tuple(
                ways[-1]
                for path, change in delta.changes.items()
                if foreign(change, checked.read) and _later(change, checked, since)
                for ways in [[change, *(after.get(path, change) for after in here)]]
                if all(concerns(checked.read, way) for way in ways)
            )
            if changes:
                stale.append(Suspect(code=PHANTOM, asked=checked, branch=branch, merge_base=delta.merge_base, changes=changes))
            continue
        change = item_change(checked, delta.changes, delta.merge_base)
        if change is None and checked.read.exact:  # else a command may have renamed what its session never saw
            change = item_change(checked, delta.renamed)
        if change is not None and _later(change, checked, [later for later in since if _has_changed(change, checked, later)]):
            code = APPEARED if checked.read.kind == ABSENT and checked.known is None else STALE
            dropped = change.path in delta.dropped
            stale.append(
                Suspect(code=code, asked=checked, branch=branch, merge_base=delta.merge_base, changes=(change,), dropped=dropped)
            )
    return stale


def by_one_name(stale: list[Suspect]) -> list[Suspect]:
    """Return the suspects without those of a file under another name than the branch has, where what was seen of it under the
    branch's name is stale as well."""
    if all(one.changes[0].path == one.read.path or one.read.query for one in stale):
        return stale
    from coordgit.core.knowledge import covers

    by_path = grouped(((one.read.epoch, one.branch.ref, one.read.path), one.read) for one in stale if one.read.query is None)

    def is_asked(suspect: Suspect) -> bool:
        read, path = suspect.read, suspect.changes[0].path
        if suspect.code == APPEARED:  # the path is that of a file in a folder
            return False
        others = by_path.get((read.epoch, suspect.branch.ref, path), []) if path != read.path and read.query is None else []
        return any(one.agent == read.agent and covers(one, read.kind, read.first, read.last) for one in others)

    return [one for one in stale if not is_asked(one)]


def _never_had(checked: CheckedRead, branch: CheckedBranch, delta: Delta) -> list[Suspect]:
    """The read, if it saw what the branch never had."""
    if checked.read.query is not None:
        changes = tuple(change for change in delta.never_had.values() if concerns(checked.read, change))
    else:
        change = item_change(checked, delta.never_had)
        changes = (change,) if change is not None else ()
    return (
        [Suspect(code=ELSEWHERE, asked=checked, branch=branch, merge_base=delta.merge_base, changes=changes)] if changes else []
    )


def _later(change: Change, checked: CheckedRead, since: Iterable[Delta]) -> bool:
    """True if somebody else changed the path after each commit at which the read was found true on other branches.

    Taking back, on this branch, the version that the session knows counts too (of an answer: the version at its commit).
    """
    known = checked.known if checked.read.query is None else change.before
    changes = (delta.changes.get(change.path) or delta.undone.get(change.path, {}).get(known) for delta in since)
    return all(change is not None and foreign(change, checked.read) for change in changes)


def _has_changed(change: Change, checked: CheckedRead, delta: Delta) -> bool:
    """True if the path has changed on this branch since a commit at which the item was found true. Else that commit has a version
    made from this branch's, and the session never saw this branch's."""
    return change.path in delta.changes or checked.known in delta.undone.get(change.path, {})


def item_change(checked: CheckedRead, changes: Mapping[str, Change], merge_base: Oid | None = None) -> Change | None:
    """The change, since ``merge_base``, that makes an item read suspect."""
    change = changes.get(checked.read.path)
    if change is not None:
        same = change.after == checked.known or change.after in checked.also or change.before == change.after
        # what was seen, and edited since, has come to a branch that never had the edit; one that had its base may have had it
        came = checked.read.observed == change.after and change.before != checked.known
        same = same or (came and (merge_base != checked.base or not checked.read.settled))
        return None if same or not foreign(change, checked.read) else change
    if checked.read.kind == ABSENT and checked.known is None:  # a folder can appear where a file was not
        inside = checked.read.path + "/"
        for path, below in changes.items():
            if path.startswith(inside) and below.before is None and below.after is not None and foreign(below, checked.read):
                return below
    return None


def foreign(change: Change, read: Read) -> bool:
    """True if a session other than the reader made the change, or part of it. An unknown maker is another session."""
    return not is_own(change.makers, read.epoch.session)


def concerns(read: Read, change: Change) -> bool:
    """True if the change can alter the answer of the predicate, judged by its path alone."""
    query = read.query
    if query is None:
        return False
    from coordgit.core.predicates import lists, searches

    if read.kind == LISTING:
        return (change.before is None) != (change.after is None) and lists(query, read.path, change.path)
    return searches(query, read.path, change.path)


def is_about(read: Read, change: Change) -> bool:
    """True if the read is of the path, or can have it in its answer: in a listing by its name, whatever its content was."""
    here = change._replace(before=None) if change.after else change
    return concerns(read, here) if read.query else read.path == change.path


def wanted_paths(changes: Mapping[str, Change]) -> list[str]:
    """The paths to look up item reads by: the changed ones, and the folders of the added ones."""
    paths = dict.fromkeys(changes)
    for path, change in changes.items():
        if change.before is None:
            while "/" in path:
                path = path.rsplit("/", 1)[0]
                paths.setdefault(path)
    return list(paths)


def needs_hunks(suspect: Suspect) -> bool:
    """True if this is a range whose lines have to be compared. The lines of a file that was deleted are gone with it; where its
    session has removed or renamed it, they are those of the merge base."""
    change = suspect.changes[0]
    return suspect.read.kind == LINES and None not in (change.before, change.after, suspect.read.observed)
