"""What changed in a path or an answer since a session knew it: printed when it is read again, so that no refresh is blind."""

from collections.abc import Iterable
from typing import NamedTuple

from coordgit.core.grouping import grouped
from coordgit.core.hunks import hunk_of_all, hunks_of, patch_of
from coordgit.core.model import Change, Epoch, Oid, Verdict
from coordgit.core.quoting import fenced, literal, quote
from coordgit.core.validation import LOST_UPDATE
from coordgit.git import trees
from coordgit.git.plumbing import Git, decode, literally
from coordgit.store import reads, refreshes, verdicts
from coordgit.store.database import Store

LIMIT = 12_000
"""Most characters of one diff that are printed."""
ALL = 40_000
"""Most characters of all the diffs of one command."""
TEXT_LIMIT = 1 << 20
"""Largest added or deleted file, in bytes, whose lines are shown."""


class ChangeSince(NamedTuple):
    """One path. ``before`` is what the session knew of it, ``after`` what it has read now."""

    path: str
    before: Oid | None
    after: Oid | None
    diff: str
    more: str
    """The command that prints the whole diff if ``diff`` is truncated; else ""."""
    what: str = "has changed since you knew it"


def changes(store: Store, git: Git, epoch: Epoch, versions: dict[str, Oid | None]) -> list[ChangeSince]:
    """Return for each path the diff from the newest version that the session knew to the one about to be recorded. Paths that it
    never read, and versions that it knows, are left out. Kept all the same is what its newest rejection says it would take back,
    if it has not read that since."""
    older = grouped((read.path, read) for read in reads.of_paths(store, epoch, list(versions)))
    again = refreshes.of_reads(store, [read.read_id for some in older.values() for read in some])
    differing, room = [], ALL
    for path, some in older.items():
        after = versions[path]
        newest = max(some, key=lambda read: (read.at, read.read_id))
        known = [*(one.oid for one in again.get(newest.read_id, {}).values()), newest.known]
        if after not in known:
            one = _since(git, path, known[0], after, min(room, LIMIT))
            room -= min(len(one.diff), room)
            differing.append(one)
    rejection = verdicts.newest_rejection(store, epoch.session)
    if rejection is None:
        return differing
    left_out = {one.path for one in differing} | {path for path, some in older.items() if max(r.at for r in some) > rejection.at}
    return differing + _taken_back(rejection, {path: oid for path, oid in versions.items() if path not in left_out})


def _taken_back(rejection: Verdict, rest: dict[str, Oid | None]) -> list[ChangeSince]:
    what = "has this, which your rejected commit takes back"
    lost = [one for one in rejection.conflicts if one.code == LOST_UPDATE and one.diff and one.oid == rest.get(one.path, "")]
    whole = [f"coordgit explain {rejection.name}#{one.n}" if len(one.diff) > LIMIT else "" for one in lost]
    return [
        ChangeSince(path=one.path, before=None, after=one.oid, diff=one.diff[:LIMIT], more=more, what=what)
        for one, more in zip(lost, whole, strict=True)
    ]


def of_answers(git: Git, changed: Iterable[Change]) -> list[ChangeSince]:
    """Return the diffs of paths that give a search or a listing another answer."""
    return [
        _since(git, change.path, change.before, change.after, LIMIT)._replace(what="has changed since you searched or listed")
        for change in {change.path: change for change in changed}.values()
    ]


def _since(git: Git, path: str, before: Oid | None, after: Oid | None, room: int) -> ChangeSince:
    if before and after:
        # a version that only the work tree has is not stored as an object
        stored = git.has(after)
        sides = (before, after) if stored else (before, "--", *literally([path]))
        code, raw = git.start("diff", "-U3", *trees.PATCH, *sides).outcome()
        body = ([] if code else hunks_of(decode(raw))) or ["(not text)"]
        more = f"{trees.DIFF} {before[:12]} " + (after[:12] if stored else f"-- {literal(path, below=False)}")
    else:
        oid = before or after or ""
        text = trees.blobs(git, [oid], TEXT_LIMIT)[oid]
        body = ["(not text, or not here)"] if text is None else hunk_of_all(decode(text), came=bool(after))
        more = f"git show {oid[:12]}"
    diff = patch_of(path, before, after, body)
    return ChangeSince(path=path, before=before, after=after, diff=diff[:room], more=more if len(diff) > room else "")


def text(some: list[ChangeSince]) -> str:
    """Return each diff as text, as in an explanation; if it is truncated, with the command that prints it whole."""
    parts = []
    for one in some:
        parts.append(f"{quote(one.path)} {one.what}:")
        parts += [f"   {line}" for line in fenced(one.diff).split("\n")]
        parts += [f"   (cut; all of it: {one.more})"] if one.more else []
    return "\n".join(parts)


def document(some: list[ChangeSince]) -> list[dict[str, object]]:
    return [{"path": one.path, "before": one.before, "after": one.after, "diff": one.diff, "cut": bool(one.more)} for one in some]
