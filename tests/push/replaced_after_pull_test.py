"""A version that a pull or a fetch brought, and a person replaces on a detached HEAD, is asked for where that is pushed."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.repository import API, CHANGED, Session
from tests.support.way_on import obey

THIRD = "def g():\n    pass\n"


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path)


def pulls(clones: Clones) -> Session:
    """Return Ann, no client's session, who has pulled Bob's version of api.py."""
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q").ok
    return clones.ann


def replaces(ann: Session, text: str) -> None:
    assert ann.git("checkout", "-q", "--detach").ok
    assert ann.commits("api.py", text).ok


@pytest.mark.daily(3)
@pytest.mark.parametrize("to", ["origin", "."])
@pytest.mark.parametrize("text", [API, THIRD], ids=["put back", "another text"])
@pytest.mark.parametrize("looks", [False, True])
def test_who_had_read_an_older_version_has_to_have_seen_it(clones: Clones, looks: bool, text: str, to: str) -> None:
    """That she reads her own text shows nothing of it."""
    clones.ann.reads("api.py")
    ann = pulls(clones)
    if looks:
        ann.reads("api.py")
    replaces(ann, text)
    ann.reads("api.py")
    pushed = pushes(ann, to, "HEAD:main")
    assert pushed.rejected == ([] if looks else ["CG201 api.py"]), pushed


@pytest.mark.parametrize("text", [API, THIRD], ids=["put back", "another text"])
def test_who_had_read_nothing_is_asked_only_for_what_it_puts_back(clones: Clones, text: str) -> None:
    ann = pulls(clones)
    replaces(ann, text)
    pushed = pushes(ann, "origin", "HEAD:main")
    assert pushed.rejected == ["CG201 api.py"] * (text == API), pushed
    assert '"bob: api.py"' in pushed.err or text == THIRD
    if text == API:
        assert all(done.ok for done in obey(ann, pushed, lambda: pushes(ann, "origin", "HEAD:main")))


@pytest.mark.parametrize("text", [API, THIRD], ids=["put back", "another text"])
def test_who_has_been_asked_on_its_branch_is_not_asked_again(clones: Clones, text: str) -> None:
    ann = pulls(clones)
    ann.writes("api.py", text)
    asked = ann.git("commit", "-qam", "ann")
    assert asked.rejected == ["CG201 api.py"] * (text == API)
    if asked.rejected:
        assert ann.coordgit("ack", asked.verdict, "--why", "it is right").ok
        assert ann.git("commit", "-qam", "ann").ok
    assert pushes(ann).ok


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("text", [API, THIRD], ids=["put back", "another text"])
@pytest.mark.parametrize("at_stop", [False, True], ids=["detached", "where a rebase stopped"])
def test_who_has_only_fetched_is_asked_for_what_it_puts_back(clones: Clones, at_stop: bool, text: str, looks: bool) -> None:
    ann, bob = clones.ann, clones.bob
    ann.lands("other.py", "OTHER = 2\n")
    bob.lands("api.py", CHANGED)
    assert pushes(bob).ok and ann.git("fetch", "-q").ok
    if looks:
        assert ann.coordgit("read", "--at", "origin/main", "api.py").ok
    if at_stop:
        assert ann.git("rebase", "-q", "-i", "origin/main", GIT_SEQUENCE_EDITOR="sed -i s/^pick/edit/").ok
    else:
        assert ann.git("checkout", "-q", "--detach", "origin/main").ok
    assert ann.commits("api.py", text).ok
    assert not at_stop or ann.git("rebase", "--continue").ok
    pushed = pushes(ann, "origin", "HEAD:main")
    assert pushed.rejected == ["CG201 api.py"] * (text == API and not looks), pushed
    if pushed.rejected:
        assert all(done.ok for done in obey(ann, pushed, lambda: pushes(ann, "origin", "HEAD:main")))


@pytest.mark.parametrize("whose", ["ann", "bob"])
@pytest.mark.parametrize("squashed", [False, True], ids=["pushed", "squashed by a forge"])
def test_who_has_only_fetched_may_take_back_what_it_had_made_itself(clones: Clones, squashed: bool, whose: str) -> None:
    """The remote's branch has changed since it was first seen here by her own commit, too."""
    ann, bob = clones.ann, clones.bob
    text = "".join(f"line {n}\n" for n in range(1, 31))
    bob.lands("api.py", text)
    assert pushes(bob).ok and ann.git("pull", "-q").ok and ann.git("switch", "-q", "-c", "feat").ok
    ann.lands("api.py", text.replace("line 2\n", "line 2 of ann\n"))
    assert pushes(ann, "origin", "feat" if squashed else "feat:main").ok
    assert bob.git("pull", "-q").ok
    if squashed:
        assert bob.git("merge", "-q", "--squash", "origin/feat").ok and bob.git("commit", "-qm", "squashed").ok
    both = text.replace("line 2\n", "line 2 of ann\n").replace("line 20\n", "line 20 of bob\n")
    bob.lands("api.py", both)
    assert pushes(bob).ok and ann.git("fetch", "-q").ok and ann.git("checkout", "-q", "--detach", "origin/main").ok
    assert ann.commits("api.py", both.replace(f" of {whose}\n", "\n")).ok
    pushed = pushes(ann, "origin", "HEAD:main")
    assert pushed.rejected == ["CG201 api.py"] * (whose == "bob"), pushed
