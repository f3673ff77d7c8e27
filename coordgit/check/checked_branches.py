"""Which branches a commit or an update is checked against: its own branch, and each target that it does not bring in."""

from __future__ import annotations

from coordgit.core.model import CheckedBranch, Oid
from coordgit.git import settings as config
from coordgit.git import worktrees
from coordgit.git.plumbing import Child, Git
from coordgit.git.targets import existing_targets
from coordgit.git.worktrees import Worktree
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.git.settings import Config


def ask(git: Git, ref: str, targets: list[CheckedBranch], *held: Oid) -> dict[CheckedBranch, Child]:
    """Start one child of git for each target apart from ``ref``: does it have commits that none of the commits ``held`` has?"""
    others = [branch for branch in targets if branch.ref != ref and branch.tip not in held]
    return {branch: git.start("rev-list", "-n1", branch.tip, *(f"^{oid}" for oid in held)) for branch in others}


def of(ref: str, tip: Oid | None, asked: dict[CheckedBranch, Child]) -> tuple[CheckedBranch, ...]:
    """Return the updated branch at ``tip``, if it has one, and the targets that are to be checked too."""
    own = (CheckedBranch(ref, tip),) if tip else ()
    return (*own, *(branch for branch, child in asked.items() if child.result().strip()))


class CheckedHere(NamedTuple):
    """What a commit made in a worktree now would be checked against. ``ref`` is checked out, "" on a detached HEAD; ``checked``
    holds it, if it has a commit, and the targets."""

    ref: str
    checked: list[CheckedBranch]
    targets: list[str]
    settings: Config


def checked_in(worktree: Worktree, git: Git, environ: Mapping[str, str]) -> CheckedHere:
    ref, head = worktrees.head(worktree)
    settings = config.of(worktree.git(keep=True), environ)
    targets = existing_targets(git, ref, settings.targets)
    own = [CheckedBranch(ref, head)] if ref and head else []
    checked = own + [branch for branch in targets if branch.ref != ref]
    return CheckedHere(ref=ref, checked=checked, targets=[branch.ref for branch in targets], settings=settings)
