"""Coordination between sessions: who holds which paths, who does what. Sessions that share nothing need none of this.

Each step is one transaction: it sees what others did before, decides, and is stored completely or not at all.
"""

from coordgit.startup.typing import NamedTuple
from coordgit.store.database import Store


class Caller(NamedTuple):
    """The session that takes a step, as the deciding store names it, and the time by that store's clock."""

    store: Store
    session: str
    now: float
