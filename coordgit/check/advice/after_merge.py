"""What the work tree will have once the merge that the advice names has carried uncommitted edits over to what it brings."""

from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Step
from coordgit.core.model import Conflict
from coordgit.core.validation import STALE
from coordgit.git import trees
from coordgit.git.commits import merge_base
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable


def renamed(update: Update, worktree: Worktree, tips: Iterable[str]) -> dict[str, str]:
    """Return each path whose text the commit changes and one of ``tips`` has under another name -> that name: git merges the
    edit into it."""
    git, old = worktree.git(keep=True), update.old or ""
    changed = {path for path in update.touched if update.written.get(path, ("", ""))[1] is not None}
    names: dict[str, str] = {}
    for tip in tips if changed and old else ():
        meet = merge_base(git, old, tip)
        found = trees.renames(git, meet, tip) if meet else {}
        names |= {path: found[path] for path in changed & found.keys()}
    return names


def staying(update: Update, conflicts: list[Conflict], steps: tuple[Step, ...], names: dict[str, str]) -> tuple[Step, ...]:
    """Return the steps; a file that the merged branch has deleted is read at the tip, since git leaves the edited one in the work
    tree. ``names``: what ``renamed`` returns."""
    stays = {
        one.n
        for one in conflicts
        if one.code == STALE and one.ref != update.ref and one.oid is None and one.path not in names
        if update.written.get(one.path, ("", None))[1] is not None
    }
    reads = {step.n for step in steps if step.help == advice_facts.READ and step.branch}
    return tuple(step._replace(help=advice_facts.WRITE) if step.n in stays & reads else step for step in steps)
