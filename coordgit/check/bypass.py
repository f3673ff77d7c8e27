"""Whether an update passes, is rejected or bypassed: by coordgit.bypass, a setting for one command, an attribute in no commit."""

from __future__ import annotations

from coordgit.check.judge import judge
from coordgit.core.model import BYPASSED, PASSED, REJECTED, Judgement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from coordgit.check.update import Update
    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


def outcome(judgement: Judgement, settings: Config, weaker: Callable[[], str]) -> tuple[str, str]:
    """Return the outcome of an update, and why it is bypassed, "" if it is not. ``weaker`` is asked if it would be rejected."""
    why = settings.bypass or (weaker() if judgement.counting else "")
    return BYPASSED if why else REJECTED if judgement.counting else PASSED, why


def reason(
    store: Store,
    worktree: Worktree,
    judgement: Judgement,
    settings: Config,
    now: float,
    *,
    gather: Callable[[Config], Update | None],
) -> str:
    """Return why a rejected update passes as a bypass: settings for one command alone, an attribute in no commit, or both; "" if
    it does not pass. ``gather``: gathers the update by other settings; its result ``None``: not checked."""
    from coordgit.git import attributes

    git = worktree.git(keep=True)
    counting = judgement.counting
    paths = {path for finding in counting for path in (finding.path, *(change.path for change in finding.changes)) if path}
    found = attributes.elsewhere(git, worktree, paths)
    files = [*([one] for one in found), *([found] if len(found) > 1 else [])]
    given = settings.given
    ways = [*([(given, [])] if given else []), *((settings, some) for some in files), *((given, some) for some in files if given)]
    for asked, some in ways:
        other = gather(asked)
        if other is None or not judge(store, git, other, asked, now, elsewhere=tuple(some)).counting:
            why = [f"{settings.once} for one command"] if asked is given else []
            return ", ".join([*why, *(f"the attribute coordgit in {one.where}" for one in some)])
    return ""
