"""The branches that a commit made in a worktree now would be validated against."""

from __future__ import annotations

from coordgit.core.model import CheckedBranch
from coordgit.git import refs, worktrees
from coordgit.git import settings as config
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.git.plumbing import Git
    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree


class Branches(NamedTuple):
    """``ref`` is checked out, "" on a detached HEAD; ``checked`` holds it, if it has a commit, and the targets."""

    ref: str
    checked: list[CheckedBranch]
    targets: list[str]
    settings: Config


def branches(worktree: Worktree, git: Git, environ: Mapping[str, str]) -> Branches:
    ref, head = worktrees.head(worktree)
    settings = config.of(worktree.git(keep=True), environ)
    _, targets = refs.targets(git, ref, settings.targets, refs.start_defaults(git, ref))
    here = [CheckedBranch(ref, head)] if ref and head else []
    checked = here + [branch for branch in targets if branch.ref != ref]
    return Branches(ref, checked, [branch.ref for branch in targets], settings)
