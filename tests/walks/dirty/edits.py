"""The file that is edited and read before it is committed, how its reader lands, and what becomes of the edit."""

from collections.abc import Callable

from tests.support.claude import Claude
from tests.support.repository import Result

API = "def send(x):\n    return x\n" + "".join(f"unrelated_{n} = {n}\n" for n in range(20))
WIDER = API.replace("(x)", "(x, y)")
OTHER = API.replace("(x)", "(y)")


def lands(ann: Claude, text: str = "send(1, 2)\n") -> Result:
    ann.writes("caller.py", text)
    return ann.commits("caller.py")


def drops_by_tool(bob: Claude) -> None:
    assert bob.runs("git checkout -q -- api.py").ok


def drops_by_edit(bob: Claude) -> None:
    bob.writes("api.py", API)


def drops_unseen(bob: Claude) -> None:
    bob.repository.git("checkout", "-q", "--", "api.py")


def stashes(bob: Claude) -> None:
    bob.repository.git("stash", "push", "-q", "--", "api.py")


def commits_another(bob: Claude) -> None:
    bob.writes("api.py", OTHER)
    assert bob.commits("api.py").ok


def does_nothing(bob: Claude) -> None:
    pass


GONE: list[Callable[[Claude], None]] = [drops_by_tool, drops_by_edit, drops_unseen, stashes, commits_another]
