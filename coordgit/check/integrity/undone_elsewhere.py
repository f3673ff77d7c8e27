"""What commits from outside take back of a path that the session has changed too: it is not the session that does."""

from __future__ import annotations

from coordgit.check.update import MANY, Update
from coordgit.core.model import OUTSIDE, Oid
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.rules.lost_update import LandedStep


def without(git: Git, update: Update, path: str, steps: list[LandedStep]) -> list[LandedStep]:
    """Return the changes without those that a commit from outside has taken back, unless the update takes back more of them."""
    outside = [commit.oid for commit in update.commits if commit.origin == OUTSIDE][:MANY] if steps else []
    made = [changes[path] for changes in trees.own_changes(git, outside).values() if path in changes]
    ours = {(after, update.written[path][1]) for _, after in made if all(after != before for before, _ in made)}
    if not ours:
        return steps
    from coordgit.git import undone_changes

    def undo(step: LandedStep, ways: Iterable[tuple[Oid | None, Oid | None]]) -> bool:
        return any(undone_changes.of_steps(git, [(step, *way) for way in ways]))

    return [step for step in steps if not undo(step, made) or undo(step, ours)]
