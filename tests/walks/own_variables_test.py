"""No variable of coordgit's own switches off what git's hook notes and asks."""

from collections.abc import Callable

import pytest

from tests.support.repository import CHANGED, Repository, Session, Sessions

Work = Callable[[Session], str]


def on_a_detached_head(ann: Session) -> str:
    ann.git("checkout", "-q", "--detach")
    made = ann.lands("caller.py", "f(1)\n")
    ann.git("checkout", "-q", "main")
    return f"cherry-pick {made}"


def in_the_stash(ann: Session) -> str:
    ann.writes("other.py", "f(1)\n")
    assert ann.git("stash", "-q").ok
    return "stash pop"


@pytest.mark.parametrize("work", [on_a_detached_head, in_the_stash])
@pytest.mark.parametrize("read", ["api.py", "caller.txt"])
def test_unlanded_work_keeps_its_reads(sessions: Sessions, work: Work, read: str) -> None:
    ann, bob, zed = sessions("ann", "bob", "zed")
    ann.reads(read)
    ann.env["COORDGIT_IN_HOOK"] = "1"
    again = work(ann)
    bob.lands("api.py", CHANGED)
    taken = zed.git(*again.split())
    if taken.ok and again == "stash pop":
        taken = zed.git("commit", "-qam", "popped")
    assert taken.rejected == (["CG101 api.py"] if read == "api.py" else [])


def test_a_push_is_asked_where_it_arrives(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    bare = str(repository.folder / "bare.git")
    repository.git("init", "-q", "--bare", bare)
    assert ann.git("push", "-q", bare, "main").ok
    assert repository.coordgit("-C", bare, "init", "--no-clients").ok
    repository.git("-C", bare, "config", "coordgit.unknown", "reject")
    ann.lands("api.py", CHANGED)
    pushed = ann.git("push", "-q", bare, "main", COORDGIT_IN_HOOK="1")
    assert not pushed.ok and "CG401 main" in pushed.err
    repository.git("-C", bare, "config", "coordgit.unknown", "pass")
    assert ann.git("push", "-q", bare, "main", COORDGIT_IN_HOOK="1").ok
