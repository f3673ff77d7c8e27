"""Where a commit comes from, and whose work is in it: known, made now, from outside, or unclear.

Whose work a commit rests on decides whose reads are validated when it lands. Ambiguity never loses a contributor: if several may
have contributed to a commit, all of them count. Pure: the facts are gathered by ``check.provenance``.
"""

from coordgit.core.model import KNOWN, MADE, OUTSIDE, UNCLEAR, Commit, Epoch, Oid
from coordgit.startup.typing import Iterable, Mapping, NamedTuple, Sequence

PART_MADE, PART_SOURCE, PART_UNCLEAR, PART_MERGED, PART_BROUGHT = "made", "source", "unclear", "merged", "brought"
"""A session's part in a commit. It contributed if it made the commit, if its work went into it, or if that is unclear; not if it
ran a merge that git completed alone (though it need not be informed about it), or fetched the commit from elsewhere."""


class Facts(NamedTuple):
    """What git's state, the journal and the store say about the commits of an update."""

    session: Epoch
    """Who makes the update."""
    known: Mapping[Oid, Sequence[Epoch]]
    """The contributors of commits in the store: of the update itself, of those it replaces or was made from."""
    detached: frozenset[Oid] = frozenset()
    """Commits made on a detached HEAD, with text of their maker's, that no branch has named yet: they count as made now."""
    made: frozenset[Oid] = frozenset()
    """What the running command makes, or has made."""
    wrote: bool = True
    """False if git completed the merge, pick or rebase alone, so that the session wrote none of the text."""
    patched: bool = False
    """True if the new commits were made from patches in files (``git am``): their text may be anybody's."""
    outside: frozenset[Oid] = frozenset()
    """What a fetch or a bundle brought."""
    sources: Mapping[Oid, Sequence[Oid]] = {}
    """Commit -> the commits it was made from, according to the operation's own state."""
    replaced: Sequence[Oid] = ()
    """What the branch held and the new commit does not."""
    authors: Mapping[str, Sequence[Epoch]] = {}
    """Author, date included -> the contributors of known commits with the same one; used if nothing else shows the source."""


def classify(commits: Sequence[Commit], facts: Facts) -> list[Commit]:
    """``commits`` (newest first) with their origin and their contributors."""
    whose: dict[Oid, tuple[Epoch, ...]] = {}
    result = []
    for commit in reversed(commits):
        origin = origin_of(commit.oid, facts)
        if origin == OUTSIDE:
            whose_work: list[Epoch] = []
        elif commit.oid in facts.known:
            whose_work = [*facts.known[commit.oid], *_of_sources(commit.oid, facts, whose)]
        else:
            sources = _of_sources(commit.oid, facts, whose)
            if commit.oid not in facts.sources:
                sources += [epoch for oid in facts.replaced for epoch in facts.known.get(oid, ())]
            sources = sources or [*facts.authors.get(commit.author, ())]
            if facts.patched and origin == MADE and not sources:
                origin = UNCLEAR
            whose_work = [facts.session] if origin == UNCLEAR or facts.wrote else []
            whose_work += sources
        whose[commit.oid] = tuple(dict.fromkeys(whose_work))
        result.append(commit._replace(origin=origin, contributors=whose[commit.oid]))
    return result[::-1]


def origin_of(oid: Oid, facts: Facts) -> str:
    """Return KNOWN, MADE, OUTSIDE or UNCLEAR."""
    if oid in facts.known:
        return MADE if oid in facts.detached else KNOWN
    if oid in facts.made:
        return MADE
    return OUTSIDE if oid in facts.outside else UNCLEAR


def _of_sources(oid: Oid, facts: Facts, whose: Mapping[Oid, Sequence[Epoch]]) -> list[Epoch]:
    """The contributors of the commits that a commit was made from, transitively through the operation's own list."""
    epochs: list[Epoch] = []
    waiting, seen = list(facts.sources.get(oid, ())), {oid}
    while waiting:
        source = waiting.pop(0)
        if source in seen:
            continue
        seen.add(source)
        epochs += whose.get(source, ()) or facts.known.get(source, ())
        waiting += facts.sources.get(source, ())
    return epochs


def joined(commits: Iterable[Commit], recognised: Iterable[Epoch]) -> list[Commit]:
    """``commits``; those made now also have the epochs as contributors whose text was recognised in the update."""
    more = tuple(recognised)
    return [
        commit._replace(contributors=tuple(dict.fromkeys((*commit.contributors, *more)))) if commit.made and more else commit
        for commit in commits
    ]


class Below(NamedTuple):
    """The newest commit of an epoch in a landing, and what it is based on."""

    epoch: Epoch
    commit: Oid
    parent: Oid


def below(commits: Sequence[Commit], old: Oid) -> list[Below]:
    """Of each epoch that has work in ``commits`` (newest first) its newest commit, if work of others is below it."""
    newest: dict[Epoch, Below] = {}
    for n, commit in enumerate(commits):
        for epoch in commit.contributors:
            if epoch not in newest:
                others = any(older.contributors != (epoch,) for older in commits[n + 1 :])
                newest[epoch] = Below(epoch, commit.oid, commit.parents[0] if others and commit.parents else old)
    return [one for one in newest.values() if one.parent != old]


def beside(commits: Sequence[Commit], judged: Mapping[Oid, Oid]) -> list[Below]:
    """Of each epoch with work on a side of a merge in ``commits`` (newest first) its newest commit there, with each parent of the
    merge that comes before that side, if work of others stands on it alone: the sides count as if one came after the other.

    ``judged``: merge -> the commit that its branch named when it was validated on that. Every side was asked about it then.
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
