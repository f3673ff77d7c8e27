"""What a branch lacks of a commit that was read: either somebody took the commit off the branch, or the branch never had it.

Only facts: ``reads_elsewhere`` decides whether what a branch never had informs or rejects.
"""

from coordgit.core.model import Change, CheckedBranch, Oid
from coordgit.core.own_changes import is_own, makers_of, unattributed
from coordgit.core.validation import Delta
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping
from coordgit.store import landings
from coordgit.store.database import Store

MOVES = 16
"""Resets and rewrites of a branch that are looked back over."""


def deltas(
    store: Store, git: Git, branch: CheckedBranch, apart: Mapping[Oid, Delta], session: str, *, never_had: bool
) -> dict[Oid, Delta]:
    """Return the deltas of those bases ``apart`` from the branch's history that the branch lacks something of.

    If somebody else than ``session`` took the base off the branch, all that differs from it counts as changed. ``never_had``:
    what differs from a base that the branch never had is returned as well, told apart.
    """
    found = {}
    for base, delta in apart.items():
        movers = _taken_off(store, git, branch, base, "" if never_had else session)
        asked = (movers or never_had) and not is_own(movers, session)
        changed = trees.diffs(git, [base], branch.tip)[base] if asked else None
        if changed is not None:
            found[base] = _since_base(delta, changed, movers) if movers else _never_had(delta, changed)
    return found


def _taken_off(store: Store, git: Git, branch: CheckedBranch, base: Oid, session: str) -> frozenset[str] | None:
    """Return who moved the branch away from a commit that it had; ``None``: nobody, or ``session`` itself."""
    move = move_off(store, git, branch, base, session)
    return None if move is None or move.session == session else makers_of(move.session)


def move_off(store: Store, git: Git, branch: CheckedBranch, base: Oid, session: str) -> landings.BackwardMove | None:
    """Return the newest move of the branch away from a commit that it had; ``None`` if all such moves are by ``session``."""
    moves = landings.backward(store, branch.ref, MOVES)
    if all(move.session == session for move in moves):
        return None
    for move in moves:
        if base == move.old or base in landings.chains(store, branch.ref, [base], move.old):
            return move
        if commits.is_ancestor(git, base, move.old):
            return move
    return None


def _since_base(delta: Delta, changed: trees.Diff, movers: frozenset[str]) -> Delta:
    """Return the delta with what differs between a base that was taken off the branch and the tip: the rest is as it was seen."""
    changes = {}
    for path, (before, after) in changed.items():
        makers = movers | delta.changes[path].makers if path in delta.changes else movers
        changes[path] = Change(path=path, before=before, after=after, makers=makers)
    return delta._replace(changes=changes, dropped=frozenset(changed.keys() - delta.changes.keys()))


def _never_had(delta: Delta, changed: trees.Diff) -> Delta:
    """Return the delta extended by how the branch differs from the base, apart from what the branch changed itself."""
    here = {path: pair for path, pair in changed.items() if path not in delta.changes}
    return delta._replace(never_had=unattributed(here))
