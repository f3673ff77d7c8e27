"""A look at the target's version counts though a newer one, made from it on another branch, was told before."""

from typing import Any

import pytest

from tests.support.claude import ANN, SUB_AGENT, Claude
from tests.support.repository import Repository

LOOKS = pytest.mark.parametrize("look", ["coordgit read --at main api.py", "git show main:api.py"])


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Her work tree is behind main, which has changed a file before she reads it."""
    repository.commit_files({"api.py": "one = 1\n", "other.py": "1\n"})
    ann = Claude(repository, ANN, repository.worktree("ann"))
    ann.send("SessionStart", source="startup")
    repository.session("bob").lands("api.py", "one = 2\n")
    ann.runs("true")
    return ann


def is_told_of_a_branch(ann: Claude) -> None:
    """Of a version that is made from main's, and of all that leads to it from what was read."""
    bob = ann.repository.session("bob")
    ann.repository.git("checkout", "-q", "-b", "ahead")
    bob.lands("api.py", "one = 3\n")
    bob.lands("api.py", "one = 4\n", "--amend")
    assert "-one = 1\n+one = 4" in ann.reads("other.py")
    ann.repository.git("checkout", "-q", "main")
    ann.runs("echo 1 > new.py && git add -A && git commit -qm mine")


def lands(ann: Claude) -> list[str]:
    main = f"git -C '{ann.repository.top}'"
    return ann.runs(f"{main} merge -q --no-ff -m merge ann || {{ {main} merge --abort; false; }}").rejected


@LOOKS
@pytest.mark.parametrize("reader", [{}, SUB_AGENT], ids=["the session", "a sub-agent"])
def test_a_look_at_the_target_is_enough(ann: Claude, look: str, reader: dict[str, Any]) -> None:
    ann.reads("api.py", **reader)
    is_told_of_a_branch(ann)
    assert lands(ann) == ["CG101 api.py"]
    assert ann.runs(look).ok
    assert lands(ann) == []


@LOOKS
def test_what_the_branch_makes_of_it_is_known_still(ann: Claude, look: str) -> None:
    ann.reads("api.py")
    is_told_of_a_branch(ann)
    assert ann.runs(look).ok
    ann.repository.git("merge", "-q", "--ff-only", "ahead")
    assert lands(ann) == []


@LOOKS
def test_what_lands_after_that_is_asked(ann: Claude, look: str) -> None:
    ann.reads("api.py")
    is_told_of_a_branch(ann)
    assert ann.runs(look).ok
    ann.repository.session("cat").lands("api.py", "one = 5\n")
    given, call = {"command": "merge", "description": "run"}, ann.call()
    ann.before("Bash", given, call)
    assert lands_without_a_notice(ann) == ["CG101 api.py"]


def lands_without_a_notice(ann: Claude) -> list[str]:
    merge = ["git", "-C", str(ann.repository.top), "merge", "-q", "--no-ff", "-m", "merge", "ann"]
    return ann.repository.run(merge, ann.cwd, **ann.env).rejected


@LOOKS
def test_a_sub_agents_look_answers_for_its_own_read_alone(ann: Claude, look: str) -> None:
    ann.reads("api.py")
    is_told_of_a_branch(ann)
    given, call = {"command": look, "description": "run"}, ann.call()
    ann.before("Bash", given, call, **SUB_AGENT)
    response = {"stdout": ann.repository.git("show", "main:api.py"), "stderr": "", "interrupted": False, "isImage": False}
    ann.after("Bash", given, response, call, **SUB_AGENT)
    assert lands_without_a_notice(ann) == ["CG101 api.py"]
