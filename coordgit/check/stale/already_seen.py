"""Leave out suspects whose change the session already knows: a text that it read, or was shown, has all of the change."""

from __future__ import annotations

from coordgit.core.grouping import grouped
from coordgit.core.model import CONTENT, MATCH, SEEN, Change, Epoch, Oid
from coordgit.core.validation import STALE, Suspect
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.store import reads, refreshes
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.hunks import Hunk

TIPS = 16
"""Commits of other branches that are asked for what their session was shown there."""


def without_in_text(git: Git, changed: list[Suspect]) -> list[Suspect]:
    """Drop suspects whose whole change was in the uncommitted text that was read, beside other edits, or is in what their session
    has made of that text. The session may have committed a part of that text itself."""
    mixed = [suspect for suspect in changed if suspect.code == STALE and not suspect.dropped and not suspect.read.settled]
    mixed = [suspect for suspect in mixed if suspect.read.kind == CONTENT and suspect.read.observed]
    texts = [(one, text) for one in mixed for text in dict.fromkeys((one.read.observed, one.read.known))]
    seen = _held(git, texts)
    return [suspect for suspect in changed if id(suspect) not in seen]


def without_in_conflict(store: Store, git: Git, epoch: Epoch, stale: list[Suspect]) -> list[Suspect]:
    """Drop from stale searches what their session has seen already: what the search finds in a version that the session read
    whole as one side of a conflict. It may have put another text in its place since. A conflict that the answer's base already
    contains says nothing: what has changed since is news."""
    paths = {change.path for suspect in stale if suspect.read.kind == MATCH for change in suspect.changes}
    whole = [read for read in reads.of_paths(store, epoch, sorted(paths)) if read.whole] if paths else []
    again = refreshes.of_reads(store, [read.read_id for read in whole]) if whole else {}
    seen = [(read, ref, one.tip) for read in whole for ref, one in again.get(read.read_id, {}).items() if ref.startswith(SEEN)]
    met = grouped(((read.agent, read.path, ref), tip) for read, ref, tip in seen)

    def is_met(suspect: Suspect, change: Change) -> bool:
        keys = [(agent, change.path, f"{SEEN}{change.after}") for agent in {"", suspect.read.agent}]
        since = suspect.merge_base or suspect.asked.base
        return any(not commits.is_ancestor(git, tip, since) for key in keys for tip in met.get(key, ()))

    kept = []
    for suspect in stale if met else ():
        if suspect.read.kind == MATCH:
            suspect = suspect._replace(changes=tuple(change for change in suspect.changes if not is_met(suspect, change)))
        kept += [suspect] if suspect.changes else []
    return kept if met else stale


def without_on_another_way(git: Git, stale: list[Suspect], new: Oid | None) -> list[Suspect]:
    """Return the suspects without those whose change also reached the session's branch from a commit at which it was seen.

    Seen: what the session read, or was shown on another branch since, has all of the change. That counts only if the commit
    ``new`` contains the commit at which it was seen.
    """
    if not new:
        return stale
    seen: list[tuple[Suspect, Oid | None]] = []
    tips = list(dict.fromkeys(tip for suspect in stale for tip in suspect.asked.later))[:TIPS]
    shown: dict[Oid, list[Suspect]] = {tip: [] for tip in tips if commits.is_ancestor(git, tip, new)}
    for suspect in stale:
        middle, asked = suspect.merge_base, suspect.asked
        if suspect.code != STALE or suspect.dropped or not suspect.changes[0].after:
            continue
        if middle and middle != asked.base and commits.is_ancestor(git, asked.base, new):
            seen.append((suspect, asked.known))
        for tip in shown.keys() & asked.later:
            shown[tip].append(suspect)
    had = _held(git, seen) - _put_in_place(git, seen)
    for tip, asking in shown.items():
        for branch, some in grouped((suspect.branch, suspect) for suspect in asking).items():
            fork = commits.merge_base(git, tip, branch.tip)
            if fork == tip:  # the branch has had that: after another change it has come back
                some = [one for one in some if not _has_come_back(git, one, tip)]
            paths = [suspect.read.path for suspect in some]
            before, items = (trees.items(git, oid, paths) for oid in (fork or trees.empty(git), tip))
            # where the branch had another version when what is known by now joined it, the one at the tip has come back since
            apart = [one for one in some if before[one.read.path] != one.changes[0].before]
            back = {id(one) for one in apart if commits.is_ancestor(git, tip, one.asked.base)}
            some = [one for one in some if id(one) not in back]
            since = [(one, one._replace(changes=(one.changes[0]._replace(before=before[one.read.path]),))) for one in some]
            held = _held(git, [(one, items[one.read.path]) for _, one in since])
            had |= {id(suspect) for suspect, one in since if id(one) in held}
    return [suspect for suspect in stale if id(suspect) not in had]


def _has_come_back(git: Git, suspect: Suspect, tip: Oid) -> bool:
    """True if the branch has had another version since it had both what the session knew and what it was shown at ``tip``: then
    what was shown has been replaced, and has come back.

    A commit that lacked one of the two says nothing: whoever merged it with the other may have chosen what was shown.
    """
    path, now = suspect.read.path, suspect.changes[0].after
    since = commits.changing_after(git, tip, suspect.branch.tip, path)
    other = (oid for oid in since if not trees.has(git, oid, path, now))
    return any(commits.is_ancestor(git, suspect.asked.base, oid) for oid in other)


def _held(git: Git, texts: list[tuple[Suspect, Oid | None]]) -> set[int]:
    """Return the ``id()`` of the suspects whose whole change is in the text given with them."""
    if not texts:
        return set()
    from coordgit.git import undone_changes

    asked = [(id(one), (one.changes[0].before, one.changes[0].after, text)) for one, text in texts]
    return {*undone_changes.standing(git, asked)}


def _put_in_place(git: Git, texts: list[tuple[Suspect, Oid | None]]) -> set[int]:
    """Return the ``id()`` of the suspects whose change deletes lines where the given text has other lines. Whoever wrote those
    need not have seen the deletion."""
    changes = [(id(one), one.changes[0].before, one.changes[0].after, text) for one, text in texts]
    asked = [(number, before, after, text) for number, before, after, text in changes if before and after and text]
    hunks = trees.hunks(git, [(before, version) for _, before, *versions in asked for version in versions if version != before])
    found = set()
    for number, before, after, text in asked:
        gone = [hunk for hunk in hunks.get((before, after)) or () if not hunk.new_length]
        if any(_has_more(hunk, one) for one in gone for hunk in hunks.get((before, text)) or ()):
            found.add(number)
    return found


def _has_more(hunk: Hunk, gone: Hunk) -> bool:
    """True if ``hunk`` covers lines that ``gone`` removes, and adds more lines than it replaces beside those."""
    common = min(hunk.first + hunk.length, gone.first + gone.length) - max(hunk.first, gone.first)
    return common > 0 and hunk.new_length > hunk.length - common
