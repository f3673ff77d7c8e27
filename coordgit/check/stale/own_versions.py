"""Attribute changes that only repeat a session's own commits: in commits from outside, as a forge's squash of its branch, or in
those of several sessions that took them over from each other."""

from coordgit.core.grouping import grouped
from coordgit.core.hunks import Replaced
from coordgit.core.model import ITEMS, Change, Oid
from coordgit.core.own_changes import UNKNOWN, is_own, makers_of
from coordgit.core.validation import Suspect
from coordgit.git import commits, trees, undone_changes
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable
from coordgit.store import known_commits
from coordgit.store.database import Store

Pair = tuple[Oid | None, Oid | None]


def attributed(store: Store, git: Git, suspects: list[Suspect]) -> list[Suspect]:
    """Return the suspects of one session; a change that this session has made as well counts as its own.

    Three conditions: nobody here is known to have made the change, or the session is one of several; after the two branches
    parted, its own commits made the same version, or each hunk of it; and its text still has all of that in its place.
    """
    asked = grouped((span, one.changes[0].path) for one in suspects if (span := _span(one)) is not None)
    asked = {span: paths for span, paths in asked.items() if commits.is_here(git, span.tip)}
    if not asked:
        return suspects
    session = suspects[0].read.epoch.session
    made = {span: _made(store, git, span, sorted(set(paths)), session) for span, paths in asked.items()}
    own = [(one, made[span].get(one.changes[0].path, ())) for one in suspects if (span := _span(one)) in made]
    pairs = [pair for one, its in own if its for pair in (_pair(one.changes[0]), *its)]
    replaced = trees.replaced(git, ((old, new) for old, new in pairs if old and new))
    same = [one for one, its in own if _is_made_of(one.changes[0], its, replaced)]
    asked_of = [(id(one), (*_pair(one.changes[0]), one.asked.known)) for one in same]
    kept = {*undone_changes.standing(git, asked_of)}
    whose = makers_of(session)
    return [one._replace(changes=(one.changes[0]._replace(makers=whose),)) if id(one) in kept else one for one in suspects]


def _pair(change: Change) -> Pair:
    return change.before, change.after


def _is_made_of(change: Change, its: Iterable[Pair], replaced: dict[Pair, set[Replaced]]) -> bool:
    """True if one of a session's own changes led to the same version, or all of them together made each of its hunks."""
    hunks = replaced.get(_pair(change), set[Replaced]())
    own = {hunk for pair in its for hunk in replaced.get(pair, ())}
    return any(change.after == after for _, after in its) or bool(hunks and hunks <= own)


def _span(suspect: Suspect) -> commits.RevisionRange | None:
    """Return the commits between which its session may have made a change whose maker is unknown here, or not alone."""
    since, tip, session = suspect.merge_base, suspect.asked.base, suspect.read.epoch.session
    asked = suspect.read.kind in ITEMS and all(each.makers == UNKNOWN or session in each.makers for each in suspect.changes)
    return commits.RevisionRange(since, tip) if asked and since not in (None, tip) else None


def _made(store: Store, git: Git, span: commits.RevisionRange, paths: list[str], session: str) -> dict[str, list[Pair]]:
    """Return path -> (blob before, after) of each change that a session alone has committed between two commits. At the second
    one it knew the whole file, others' earlier changes included."""
    touching = [one for one in commits.touching(git, *span, paths) if not one.merge]
    makers = known_commits.changers(store, touching)
    changes = trees.own_changes(git, [one.oid for one in touching])
    own = [(oid, path) for oid, names, _ in touching for path in names if is_own(makers.get((oid, path)), session)]
    return grouped((path, changes[oid][path]) for oid, path in own if path in changes[oid])
