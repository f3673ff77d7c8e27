"""Walk 2: an update of a branch → gathered → judged → a verdict, stored. ``validate`` has the whole walk."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree


class Request(NamedTuple):
    """Who asks for a validation (the session of process ``pid``), where, by which settings, and when."""

    worktree: Worktree
    environ: Mapping[str, str]
    settings: Config
    pid: int
    now: float
