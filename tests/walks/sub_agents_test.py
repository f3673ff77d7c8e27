"""Whose reads a look refreshes, where a session has sub-agents."""

from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session
from tests.walks.observing import lands

SUB: dict[str, Any] = {"agent_id": "a0000000000000003", "agent_type": "x"}


@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_what_the_session_sees_again_refreshes_what_its_sub_agents_saw(ann: Claude, bob: Session, lines: tuple[int, ...]) -> None:
    ann.reads("api.py", *lines, **SUB)
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", *lines)
    assert lands(ann).ok


def test_what_a_sub_agent_sees_again_leaves_what_the_session_saw(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("api.py", **SUB)
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", **SUB)
    assert lands(ann).rejected == ["CG101 api.py"]


def test_after_a_rejection_that_names_the_read_a_sub_agent_refreshes_everyones(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("api.py", **SUB)
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]
    ann.reads("api.py", **SUB)
    assert lands(ann).ok


def test_a_sub_agent_does_so_where_main_had_to_be_brought_in_first(repository: Repository, ann: Claude, bob: Session) -> None:
    linked = Claude(repository, "00000000-0000-4000-8000-00000000000b", repository.worktree("linked"))
    linked.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert lands(linked).rejected == ["CG101 api.py"]
    assert repository.run(["git", "merge", "-q", "--autostash", "main"], linked.cwd, **linked.env).ok
    linked.reads("api.py", **SUB)
    assert lands(linked).ok


def test_a_rejection_after_which_a_commit_has_passed_lets_a_sub_agent_refresh_its_own_alone(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    denied = lands(ann)
    assert ann.repository.coordgit("ack", denied.verdict, "--why", "it does not matter", **ann.env).ok
    assert lands(ann).ok
    bob.lands("api.py", f"{CHANGED}# more\n")
    ann.reads("api.py", **SUB)
    assert lands(ann, text="f(2)\n").rejected == ["CG101 api.py"]


def test_a_rejection_for_another_read_lets_a_sub_agent_refresh_its_own_alone(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("other.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert lands(ann).rejected == ["CG101 other.py"]
    ann.reads("other.py")
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", **SUB)
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.parametrize("rev", ["main", "main~1"], ids=["as it is", "as its sub-agent saw it"])
def test_a_look_at_main_refreshes_what_a_sub_agent_saw_though_the_session_knows_a_newer_version(
    repository: Repository, ann: Claude, rev: str
) -> None:
    linked = Claude(repository, "00000000-0000-4000-8000-00000000000b", repository.worktree("linked"))
    cat = repository.session("cat", repository.worktree("cat"))
    linked.reads("new.py")
    landed = cat.lands("new.py", "1\n")
    cat.lands("new.py", "2\n")
    linked.reads("other.py")  # its hook shows both, which counts from the next call on
    linked.reads("new.py", **SUB)
    assert cat.git("update-ref", "refs/heads/main", landed).ok
    assert lands(linked).rejected == ["CG103 new.py"]
    assert repository.coordgit("read", "--at", rev, "new.py", cwd=linked.cwd, **linked.env).ok
    assert lands(linked).rejected == ([] if rev == "main" else ["CG103 new.py"])


@pytest.mark.parametrize("who", ["sub-agent", "session"])
@pytest.mark.parametrize("asked", [False, True], ids=["before", "after it was rejected"])
def test_a_part_that_a_sub_agent_saw_counts_for_the_session_only_after_a_rejection_that_names_the_read(
    ann: Claude, bob: Session, asked: bool, who: str
) -> None:
    lines = CHANGED.count("\n")
    bob.lands("api.py", f"{CHANGED}{'# more' * 9}\n" * 4)
    ann.reads("api.py")
    bob.lands("api.py", "# new\n" * lines * 8)
    if asked:
        assert lands(ann).rejected == ["CG101 api.py"]
    ann.reads("api.py", 1, lines * 4, **(SUB if who == "sub-agent" else {}))
    ann.reads("api.py", lines * 4 + 1, lines * 8)
    assert lands(ann).rejected == ([] if asked or who == "session" else ["CG101 api.py"])
