"""Whose work is in a commit: that decides whose reads are validated when it lands.

Ambiguity never loses a contributor: if several may have contributed to a commit, all of them count. Pure: the facts are gathered
by ``check.provenance``.
"""

from coordgit.core.model import MADE, OUTSIDE, UNCLEAR, Commit, Epoch, Oid
from coordgit.core.origins import Facts, origin_of
from coordgit.startup.typing import Iterable, Mapping, Sequence

PART_MADE, PART_SOURCE, PART_UNCLEAR, PART_MERGED, PART_BROUGHT = "made", "source", "unclear", "merged", "brought"
"""A session's part in a commit. It contributed if it made the commit, if its work went into it, or if that is unclear; not if it
ran a merge that git completed alone (though it need not be informed about it), or fetched the commit from elsewhere."""


def classify(commits: Sequence[Commit], facts: Facts) -> list[Commit]:
    """``commits`` (newest first) with their origin and their contributors."""
    whose: dict[Oid, tuple[Epoch, ...]] = {}
    result = []
    for commit in reversed(commits):
        origin, by_author = origin_of(commit.oid, facts), False
        if origin == OUTSIDE:
            whose_work: list[Epoch] = []
        elif commit.oid in facts.known:
            whose_work = [*facts.known[commit.oid], *_of_sources(commit.oid, facts, whose)]
        else:
            sources = _of_sources(commit.oid, facts, whose)
            if commit.oid not in facts.sources:
                sources += [epoch for oid in facts.replaced for epoch in facts.known.get(oid, ())]
            sources = sources or [*facts.copied.get(commit.oid, ())]
            by_author = not sources and not facts.wrote
            sources = sources or [*facts.authors.get(commit.oid, ())]
            taken = not facts.wrote and not facts.unclear.isdisjoint(facts.sources.get(commit.oid, ()))
            if origin == MADE and (taken or (facts.patched and not sources)):
                origin = UNCLEAR
            whose_work = [facts.session] if origin == UNCLEAR or facts.wrote else []
            whose_work += sources
        whose[commit.oid] = tuple(dict.fromkeys(whose_work))
        by_author = by_author and bool(whose_work)
        result.append(commit._replace(origin=origin, contributors=whose[commit.oid], by_author=by_author))
    return result[::-1]


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
    """``commits``, those made now with the further contributors whose text was recognised in the update."""
    more = tuple(recognised)
    return [
        commit._replace(contributors=tuple(dict.fromkeys((*commit.contributors, *more)))) if commit.made and more else commit
        for commit in commits
    ]
