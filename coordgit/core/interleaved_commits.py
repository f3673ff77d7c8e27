"""Which commits of a landing have others' work below them or beside them, and whether a rebase kept their order. Pure."""

from coordgit.core.model import Commit, Epoch, Oid
from coordgit.startup.typing import Mapping, NamedTuple, Sequence


class Below(NamedTuple):
    """The newest commit of an epoch in a landing, and what it is based on."""

    epoch: Epoch
    commit: Oid
    parent: Oid


def below(commits: Sequence[Commit], old: Oid) -> list[Below]:
    """Return the newest commit of each epoch in ``commits`` (newest first) that has work of others below it."""
    newest: dict[Epoch, Below] = {}
    for n, commit in enumerate(commits):
        for epoch in commit.contributors:
            if epoch not in newest:
                others = any(older.contributors != (epoch,) for older in commits[n + 1 :])
                newest[epoch] = Below(epoch, commit.oid, commit.parents[0] if others and commit.parents else old)
    return [one for one in newest.values() if one.parent != old]


def beside(commits: Sequence[Commit], judged: Mapping[Oid, Oid]) -> list[Below]:
    """Return the newest commit of each epoch on a side of a merge in ``commits`` (newest first), with the parent of each earlier
    side that has others' work which this side lacks. The sides count as if one came after the other.

    ``judged``: merge -> the commit that its branch named when the merge was validated on that. Every side was validated against
    it then.
    """
    known = {commit.oid: commit for commit in commits}
    found: dict[Below, None] = {}
    for merge in commits:
        sides = [_reached(parent, known) for parent in merge.parents]
        for n, side in enumerate(sides[1:], 1):
            for parent, there in zip(merge.parents[:n], sides[:n], strict=True):
                others = [known[oid].contributors for oid in there - side]
                if not others or judged.get(merge.oid) == parent:
                    continue
                newest: dict[Epoch, Oid] = {}
                for commit in commits:
                    if commit.oid in side - there:
                        newest = dict.fromkeys(commit.contributors, commit.oid) | newest
                alone = others[0] if len(others[0]) == 1 and all(whose == others[0] for whose in others) else ()
                found.update((Below(epoch, oid, parent), None) for epoch, oid in newest.items() if alone != (epoch,))
    return list(found)


def _reached(start: Oid, known: Mapping[Oid, Commit]) -> set[Oid]:
    """Return the commits that ``start`` reaches, of those ``known``."""
    reached: set[Oid] = set()
    waiting = [start]
    while waiting:
        oid = waiting.pop()
        if oid in known and oid not in reached:
            reached.add(oid)
            waiting += known[oid].parents
    return reached


def keeps_its_place(
    epoch: Epoch,
    commits: Sequence[Commit],
    before: Sequence[Oid],
    makers: Mapping[Oid, Sequence[Epoch]],
    rewritten: Mapping[Oid, Sequence[Oid]],
) -> bool:
    """True if what followed an epoch's newest commit, of those that a branch had ``before`` a rebase, follows it again.

    ``commits`` are those of the rebased branch, ``rewritten`` tells what each was made from; both lists start with the newest.
    """
    newest = next((n for n, oid in enumerate(before) if epoch in makers.get(oid, ())), None)
    start = next((n for n, commit in enumerate(commits) if epoch in commit.contributors), None)
    if newest is None or start is None:
        return False
    moved = {oid for commit in commits[start:] for oid in rewritten.get(commit.oid, ())}
    return not moved.intersection(before[:newest])
