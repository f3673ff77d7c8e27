"""Listings and searches whose answer their session alone has changed, though others have changed the same paths."""

from __future__ import annotations

from coordgit.core.model import LISTING, Change, Oid, Read
from coordgit.core.own_changes import UNKNOWN
from coordgit.core.validation import PHANTOM, Suspect, foreign
from coordgit.git import commits, searches, trees
from coordgit.git.plumbing import Git
from coordgit.store import commits as known_commits
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    Steps = dict[str, list[tuple[Change, ...]]]
    """By path, what each commit makes of it: one change, of a merge one from each parent."""


def left_out(store: Store, git: Git, stale: list[Suspect]) -> list[Suspect]:
    """Return the suspects without the changes to paths of which no commit of another session alters the answer.

    The base of what a session listed or searched is its newest commit of its own; but a rebase gives that up, and leaves the base
    before the session's own names and lines.
    """
    mixed = [one for one in stale if one.code == PHANTOM and one.evaluated and one.merge_base and _shared(one)]
    paths: dict[tuple[Oid, Oid], set[str]] = {}
    for one in mixed:
        paths.setdefault((one.merge_base or "", one.branch.tip), set()).update(_shared(one))
    steps = {span: _steps(store, git, *span, sorted(paths[span])) for span in paths}
    before = {middle: trees.items(git, middle, names) for (middle, _), names in paths.items()}
    by_others = {
        one.read: {
            path: [step for step in steps[one.merge_base or "", one.branch.tip][path] if foreign(step[0], one.read)]
            for path in _shared(one)
        }
        for one in mixed
    }
    altering = _altering(git, mixed, by_others)
    kept = []
    for one in stale:
        mine = by_others.get(one.read, {}) if one.code == PHANTOM else {}
        changes = tuple(
            change
            for change in one.changes
            if change.path not in mine
            or before[one.merge_base or ""][change.path] != change.before  # somebody has taken the base off the branch
            or any(altering[one.read].issuperset(step) for step in mine[change.path])
        )
        if changes:
            kept.append(one._replace(changes=changes))
    return kept


def _shared(one: Suspect) -> set[str]:
    """Return the paths that the session has changed as well."""
    return {change.path for change in one.changes if one.read.epoch.session in change.makers}


def _steps(store: Store, git: Git, since: Oid, tip: Oid, paths: list[str]) -> Steps:
    touched = commits.touching(git, since, tip, paths)
    makers = known_commits.changers(store, touched)
    made = trees.own_touched(git, [oid for oid, _ in touched])
    steps: Steps = {path: [] for path in paths}
    for oid, names in touched:
        for path in names:
            *sides, after = made[oid].versions[path]
            steps[path].append(tuple(Change(path, side, after, makers.get((oid, path), UNKNOWN)) for side in sides))
    return steps


def _altering(git: Git, mixed: list[Suspect], by_others: dict[Read, Steps]) -> dict[Read, set[Change]]:
    """Return for each predicate which of others' changes give it another answer."""
    listed, searched = {}, []
    for one in mixed:
        sides = [side for steps in by_others[one.read].values() for step in steps for side in step]
        if one.read.kind == LISTING:
            listed[one.read] = {side for side in sides if None in (side.before, side.after)}
        else:
            searched.append(one._replace(changes=tuple(dict.fromkeys(sides))))
            listed[one.read] = set()
    return listed | {one.read: {*one.changes} for one in searches.changed(git, searched)}
