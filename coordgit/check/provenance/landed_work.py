"""Whose work in a private branch's update has landed meanwhile: who takes it over from another's branch need not answer for it.

What a session had not landed when another took it over, and has landed itself since, was validated there. What was taken from a
target, as for a release branch, is validated where it goes.
"""

from coordgit.check.update import MANY, Update
from coordgit.core.model import CheckedBranch, Epoch, Oid
from coordgit.git import commits as history
from coordgit.git import trees, undone_changes
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping, Sequence
from coordgit.store import known_commits, landings
from coordgit.store.database import Store

Work = tuple[Oid, Epoch]
"""What one of its contributors has in a commit."""


def left_out(store: Store, git: Git, update: Update, targets: Sequence[CheckedBranch]) -> Update:
    """Return the update without the reads of others all of whose work in it they have landed since it was taken over."""
    others = {*update.epochs} - {update.epoch, *update.recognised}
    parts = [(commit, one) for commit in update.commits for one in commit.contributors if one in others]
    sources = update.sources if update.forward else ()  # else it also replaces what others may have made
    if len(parts) + len(sources) > MANY:
        return update
    made_of = known_commits.makers(store, list(sources))
    asked = [(commit.oid, one) for commit, one in parts if not commit.made]
    asked += [(oid, one) for oid, makers in made_of.items() for one in makers if one in others]
    landed = _landed(store, git, asked, targets)

    def has_landed(oid: Oid, one: Epoch) -> bool:
        if oid != update.new or (oid, one) in asked:
            return (oid, one) in landed
        its = [(source, one) for source, makers in made_of.items() if one in makers]
        return bool(its) and landed.issuperset(its)

    left = {one for commit, one in parts if not has_landed(commit.oid, one)}
    return update._replace(epochs=tuple(one for one in update.epochs if one not in others or one in left))


def standing(store: Store, git: Git, update: Update) -> Update:
    """Return a target's update without reads of others whose part in a commit of several sessions is on the target already. (That
    commit's other contributors are asked about the rest of it.)"""
    others = {*update.epochs} - {update.epoch, *update.recognised}
    several = [one for one in update.commits if not one.made and len(one.contributors) > 1 and one.oid not in update.standing]
    asked = [(commit.oid, one) for commit in several for one in commit.contributors if one in others]
    if not asked or len(asked) > MANY:
        return update
    shares = _shares(store, git, asked)
    now = trees.items(git, update.branch.tip, {path for its in shares.values() for path in its})
    there = _standing(git, shares, dict.fromkeys(shares, now))
    parts = {work for work, its in shares.items() if all((work, path) in there for path in its)}
    rest = [one for one in update.commits if one.oid not in update.standing]
    left = {one for commit in rest for one in commit.contributors if (commit.oid, one) not in parts}
    epochs = tuple(one for one in update.epochs if one not in others or one in left)
    return update._replace(epochs=epochs, standing_parts=frozenset(parts))


def _landed(store: Store, git: Git, asked: Sequence[Work], targets: Sequence[CheckedBranch]) -> set[Work]:
    """Return what stands on a target of all that a contributor has made in a commit, and has landed there itself since."""
    shares = _shares(store, git, asked)
    first = known_commits.first_landings(store, list(dict.fromkeys(oid for oid, _ in shares)))
    shares = {work: its for work, its in shares.items() if work[0] in first}
    found: set[Work] = set()
    for target in targets:
        was: dict[Work, dict[str, Oid | None]] = {}
        for (oid, one), its in shares.items():
            texts = {path: _before(store, one, target.ref, path, first[oid]) for path in its}
            if all(texts.values()) and not history.is_ancestor(git, oid, target.tip):
                was[oid, one] = {path: text[0] for path, text in texts.items() if text}
        now = trees.items(git, target.tip, {path for texts in was.values() for path in texts})
        there = _standing(git, shares, dict.fromkeys(was, now))
        had = {work for work, _ in _standing(git, shares, was)}
        found |= {work for work in was.keys() - had if all((work, path) in there for path in shares[work])}
    return found


def _shares(store: Store, git: Git, asked: Sequence[Work]) -> dict[Work, trees.Diff]:
    """Return what each contributor may have made in a commit, for known commits that are no merges and change no modes."""
    oids = list(dict.fromkeys(oid for oid, _ in asked))
    single = [oid for oid, commit in history.of(git, oids).items() if len(commit.parents) < 2]
    changes = {oid: one.blobs for oid, one in trees.own_touched(git, single).items() if one.blobs and not one.moded}
    by = known_commits.changers(store, [(oid, [*blobs], False) for oid, blobs in changes.items()])
    shares: dict[Work, trees.Diff] = {}
    for oid, one in asked:
        blobs = changes.get(oid, {})
        its = {path: pair for path, pair in blobs.items() if not by.get((oid, path), {""}).isdisjoint(("", one.session))}
        if its:
            shares[oid, one] = its
    return shares


def _before(store: Store, epoch: Epoch, ref: str, path: str, after: int) -> tuple[Oid | None] | None:
    """Return what a target had at a path when the landing ``after`` was published, if the epoch's session has landed a change of
    it there since."""
    since = [one for one in landings.versions(store, path) if one.ref == ref and one.landing_id > after]
    return (since[-1].before,) if any(one.maker == epoch.session for one in since) else None


def _standing(
    git: Git, shares: Mapping[Work, trees.Diff], texts: Mapping[Work, Mapping[str, Oid | None]]
) -> set[tuple[Work, str]]:
    """Return the changes that stand in the text of their path, as (work, path)."""
    asked = [
        ((work, path), (before, after, there[path]))
        for work, there in texts.items()
        for path, (before, after) in shares[work].items()
        if there[path] != before
    ]
    return {*undone_changes.standing(git, asked)}
