"""What the commits of others, which an update brings, take back of a path that the session has changed too: they do, not it."""

from __future__ import annotations

from coordgit.check.update import MANY, Update
from coordgit.core.model import OUTSIDE, Commit, Epoch, Oid
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.rules.lost_update import LandedStep


def without(git: Git, update: Update, author: Epoch, path: str, steps: list[LandedStep]) -> list[LandedStep]:
    """Return the changes without those that a commit of others has taken back, unless the update takes back more of them."""
    theirs = [commit.oid for commit in update.commits[:MANY] if _is_theirs(author, commit)] if steps else []
    made = [changes[path] for changes in trees.own_changes(git, theirs).values() if path in changes]
    ours = {(after, update.written[path][1]) for _, after in made if all(after != before for before, _ in made)}
    if not ours:
        return steps
    from coordgit.git import undone_changes

    def undo(step: LandedStep, ways: Iterable[tuple[Oid | None, Oid | None]]) -> bool:
        return any(undone_changes.of_steps(git, [(step, *way) for way in ways]))

    return [step for step in steps if not undo(step, made) or undo(step, ours)]


def _is_theirs(author: Epoch, commit: Commit) -> bool:
    """True if it comes from outside, or if others made it here: they are asked with this update."""
    makers = {epoch.session for epoch in commit.contributors}
    return commit.origin == OUTSIDE or not (commit.made or not makers or author.session in makers)
