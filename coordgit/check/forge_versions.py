"""Attribute changes in commits from outside: one is a session's own if it had committed the same version on its own branch, whose
commits a forge has squashed or rebased."""

from coordgit.core.grouping import grouped
from coordgit.core.model import ITEMS, Oid
from coordgit.core.own_changes import UNKNOWN, is_own, makers_of
from coordgit.core.validation import Suspect
from coordgit.git import commits, trees, undone_changes
from coordgit.git.plumbing import Git
from coordgit.store import known_commits
from coordgit.store.database import Store


def attributed(store: Store, git: Git, suspects: list[Suspect]) -> list[Suspect]:
    """Return the suspects of one session. A change becomes that session's own if nobody here is known to have made it, if the
    session had committed the same version after the two branches parted, and if its text still has all of it."""
    asked = grouped((span, one.changes[0].path) for one in suspects if (span := _span(one)) is not None)
    asked = {span: paths for span, paths in asked.items() if commits.is_here(git, span[1])}
    if not asked:
        return suspects
    session = suspects[0].read.epoch.session
    made = {(span, *one) for span, paths in asked.items() for one in _made(store, git, span, sorted(set(paths)), session)}
    own = [one for one in suspects if (_span(one), one.changes[0].path, one.changes[0].after) in made]
    asked_of = [(id(one), (one.changes[0].before, one.changes[0].after, one.asked.known)) for one in own]
    kept = {*undone_changes.holding(git, asked_of)}
    whose = makers_of(session)
    return [one._replace(changes=(one.changes[0]._replace(makers=whose),)) if id(one) in kept else one for one in suspects]


def _span(suspect: Suspect) -> tuple[Oid | None, Oid] | None:
    """Return the commits between which its session may have made a version whose maker is unknown here."""
    since, tip = suspect.merge_base, suspect.asked.base
    unknown = suspect.read.kind in ITEMS and [change.makers for change in suspect.changes] == [UNKNOWN]
    return (since, tip) if unknown and since not in (None, tip) else None


def _made(store: Store, git: Git, span: tuple[Oid | None, Oid], paths: list[str], session: str) -> set[tuple[str, Oid | None]]:
    """Return (path, blob) of each version that a session alone has committed between two commits. At the second one it knew the
    whole file, others' earlier changes included."""
    touching = [one for one in commits.touching(git, *span, paths) if not one.merge]
    makers = known_commits.changers(store, touching)
    changes = trees.own_changes(git, [one.oid for one in touching])
    own = [(oid, path) for oid, names, _ in touching for path in names if is_own(makers.get((oid, path)), session)]
    return {(path, changes[oid][path][1]) for oid, path in own if path in changes[oid]}
