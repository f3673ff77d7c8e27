"""Leave out of a session's lost updates what others' commits in the same update have taken back: the session did not do that."""

from __future__ import annotations

from coordgit.check.integrity.known_versions import AuthorText
from coordgit.check.update import MANY, Update
from coordgit.core.model import OUTSIDE, Commit, Epoch, Oid
from coordgit.git import trees
from coordgit.git.commits import is_ancestor
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Collection, Iterable, Sequence
from coordgit.store import known_commits
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.landed_steps import LandedStep


def without(store: Store, git: Git, update: Update, text: AuthorText, steps: list[LandedStep]) -> list[LandedStep]:
    """Return the changes without those that a commit of others has taken back, unless the update takes back more of them."""
    theirs = _theirs(store, text.author, update.commits[:MANY])
    made = {oid: changes[text.path] for oid, changes in trees.own_changes(git, theirs).items() if text.path in changes}
    if not made:
        return steps
    from coordgit.git import undone_changes

    ends = _ends(update.commits[:MANY], theirs)
    there = {oid: trees.items(git, oid, [text.path])[text.path] for oid in ends}

    def undo(step: LandedStep, ways: Iterable[tuple[Oid | None, Oid | None]]) -> bool:
        return any(undone_changes.of_steps(git, [(step, *way) for way in ways]))

    def is_theirs(step: LandedStep) -> bool:
        takers = [oid for oid, way in made.items() if undo(step, [way])]
        with_takers = [end for end in ends if any(is_ancestor(git, taker, end) for taker in takers)]
        return bool(takers) and not undo(step, [(there[end], text.ours) for end in with_takers])

    return [step for step in steps if not is_theirs(step)]


def _ends(commits: Sequence[Commit], theirs: Collection[Oid]) -> list[Oid]:
    """Return those of ``theirs`` that no other of them contains. ``commits``: newest first."""
    contained: set[Oid] = set()
    for commit in commits:
        if commit.oid in theirs or commit.oid in contained:
            contained.update(commit.parents)
    return [oid for oid in theirs if oid not in contained]


def _theirs(store: Store, author: Epoch, commits: Sequence[Commit]) -> list[Oid]:
    """Return the commits that come from outside, and those that others made here and were asked about when a branch took them."""
    makers = {commit.oid: {epoch.session for epoch in commit.contributors} for commit in commits if not commit.made}
    asked = known_commits.asked(store, [oid for oid, sessions in makers.items() if sessions and author.session not in sessions])
    return [commit.oid for commit in commits if commit.origin == OUTSIDE or commit.oid in asked]
