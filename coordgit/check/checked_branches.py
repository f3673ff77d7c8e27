"""Which branches an update is checked against: the updated branch, and each target that has commits which the update lacks.

Which branches are targets is in ``git.targets``.
"""

from coordgit.core.model import CheckedBranch, Oid
from coordgit.git.plumbing import Child, Git


def ask(git: Git, ref: str, targets: list[CheckedBranch], *held: Oid) -> dict[CheckedBranch, Child]:
    """Start one child of git for each target apart from ``ref``: does it have commits that none of the commits ``held`` has?"""
    others = [branch for branch in targets if branch.ref != ref and branch.tip not in held]
    return {branch: git.start("rev-list", "-n1", branch.tip, *(f"^{oid}" for oid in held)) for branch in others}


def of(ref: str, tip: Oid | None, asked: dict[CheckedBranch, Child]) -> tuple[CheckedBranch, ...]:
    """Return the updated branch at ``tip``, if it has one, and the targets that are to be checked too."""
    own = (CheckedBranch(ref, tip),) if tip else ()
    return (*own, *(branch for branch, child in asked.items() if child.result().strip()))
