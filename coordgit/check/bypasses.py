"""What makes a landing count as bypassed, and why it does: the reason of the bypass.

Either a bypass is set (``git.settings``), or the update would be rejected without settings for one command, or without an
attribute that is in no commit. (``--no-verify`` bypasses nothing: the gate runs all the same. ``reconcile`` finds moves that no
hook saw.)
"""

from coordgit.check import Request
from coordgit.check.judge import judge
from coordgit.check.update import Update
from coordgit.core.model import BYPASSED, PASSED, REJECTED, Judgement
from coordgit.git import attributes
from coordgit.git.settings import Config
from coordgit.startup.typing import Callable
from coordgit.store.database import Store

GatherBy = Callable[[Config], Update | None]
"""Gathers the update by settings with other targets; ``None``: by these it is not checked."""


def outcome_of(store: Store, request: Request, update: Update, judgement: Judgement, gather_by: GatherBy) -> tuple[str, str]:
    """Return the outcome of an update, and why it is bypassed, "" if it is not."""
    why = request.settings.bypass or (_weaker(store, request, update, judgement, gather_by) if judgement.counting else "")
    return BYPASSED if why else REJECTED if judgement.counting else PASSED, why


def _weaker(store: Store, request: Request, update: Update, judgement: Judgement, gather_by: GatherBy) -> str:
    """Return what lets a rejected update pass: settings for one command, an attribute in no commit, or both; "" for nothing."""
    settings, given = request.settings, request.settings.given
    counting, git = judgement.counting, request.worktree.git(keep=True)
    paths = {path for finding in counting for path in (finding.path, *(change.path for change in finding.changes)) if path}
    outside = attributes.elsewhere(git, request.worktree, paths)
    files = [*([one] for one in outside), *([outside] if len(outside) > 1 else [])]
    ways = [*([(given, [])] if given else []), *((settings, some) for some in files), *((given, some) for some in files if given)]
    for tried, some in ways:
        asked = update if tried.targets == settings.targets else gather_by(tried)
        if asked is None or not judge(store, git, asked, tried, request.now, in_no_commit=tuple(some)).counting:
            once = [f"{settings.once} for one command"] if tried is given else []
            return ", ".join([*once, *(f"the attribute coordgit in {one.where}" for one in some)])
    return ""
