"""What is asked of a read of an uncommitted edit where the commits behind it land once more: on a second target, on a remote."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.dirty.edits import OTHER, WIDER, commits_another, does_nothing, drops_by_tool, drops_unseen, lands


def has_a_second_target(repository: Repository) -> None:
    repository.git("branch", "next")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")


def has_a_remote(repository: Repository) -> None:
    there = str(repository.folder / "there.git")
    for words in (("clone", "-q", "--bare", ".", there), ("remote", "add", "origin", there), ("fetch", "-q", "origin")):
        repository.git(*words)
    repository.git("remote", "set-head", "origin", "main")


@pytest.mark.daily(4)
@pytest.mark.parametrize("goes", [drops_by_tool, commits_another, does_nothing], ids=lambda f: f.__name__)
@pytest.mark.parametrize("landed", [True, False], ids=["landed on main", "on a branch of its own"])
def test_a_second_target_does_not_ask_for_the_edit_behind_what_has_landed(
    ann: Claude, bob: Claude, repository: Repository, goes: Callable[[Claude], None], landed: bool
) -> None:
    has_a_second_target(repository)
    repository.git("switch", "-q", *(["main"] if landed else ["-c", "feat"]))
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    assert lands(ann).ok
    goes(bob)
    moved = repository.session("eve").git("update-ref", "refs/heads/next", "HEAD")
    assert moved.rejected == ([] if landed or goes is does_nothing else ["CG104 api.py"])


@pytest.mark.parametrize("asks", ["git push -q origin main", "coordgit verify main --onto origin/main"])
def test_a_remote_asks_for_the_edit_behind_what_has_landed_here_alone(
    ann: Claude, bob: Claude, repository: Repository, asks: str
) -> None:
    has_a_remote(repository)
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    assert lands(ann).ok
    drops_unseen(bob)
    eve = repository.session("eve")
    asked = (eve.git if asks.startswith("git") else eve.coordgit)(*asks.split()[1:])
    assert "CG104 api.py" in asked.out + asked.err and not asked.ok


@pytest.mark.parametrize("shown", [True, False])
def test_who_was_shown_what_was_committed_instead_and_changes_that_has_read_nothing_uncommitted(
    ann: Claude, bob: Claude, repository: Repository, shown: bool
) -> None:
    """So a push does not ask either for the edit that it once read."""
    has_a_remote(repository)
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    bob.writes("api.py", OTHER)
    assert bob.commits("api.py").ok
    if shown:
        assert "+def send(y)" in ann.send("UserPromptSubmit", prompt="hi")
    repository.git("rm", "-q", "api.py", COORDGIT_SESSION="ann")
    assert ann.runs("git commit -qm without").rejected == ([] if shown else ["CG201 api.py"])
    if shown:
        assert repository.session("eve").git("push", "-q", "origin", "main").ok


@pytest.mark.parametrize("changed", [True, False])
def test_what_a_second_target_has_made_of_the_file_is_told_in_the_same_rejection(
    ann: Claude, bob: Claude, repository: Repository, changed: bool
) -> None:
    has_a_second_target(repository)
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    ann.writes("caller.py", "send(1, 2)\n")
    if changed:
        there = repository.folder / "there"
        repository.git("worktree", "add", "-q", str(there), "next")
        repository.write("api.py", "def send(there): pass\n", cwd=there)
        assert repository.session("eve", there).git("commit", "-qam", "there").ok
    commits_another(bob)
    session = repository.session("ann")
    session.git("add", "caller.py")
    rejected = session.git("commit", "-qm", "caller")
    assert rejected.rejected == [*(["CG101 api.py"] if changed else []), "CG104 api.py"]
    assert session.coordgit("ack", rejected.verdict, "--why", "neither matters").ok
    assert session.git("commit", "-qm", "caller").ok
