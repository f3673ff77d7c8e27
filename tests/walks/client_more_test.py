"""What a client's payloads must not do: launder by looking at less, or take one's own edit for another's."""

import json
import os

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Session

LONG = "".join(f"line {number} {'x' * 60}\n" for number in range(200))


@pytest.fixture
def ann(repository: Repository) -> Claude:
    return begun(repository, {"big.py": LONG, "small.py": "x = 1\n"})


@pytest.mark.parametrize("look", ["true", "wc -l big.py", "cat big.py | head -3"])
def test_looking_at_less_refreshes_nothing(ann: Claude, bob: Session, look: str) -> None:
    ann.reads("big.py")
    ann.writes("new.py", "1\n")
    bob.lands("big.py", LONG.replace("x", "y"))
    ann.runs(look)
    assert ann.commits("new.py").rejected == ["CG101 big.py"]


def test_looking_at_all_of_it_does(ann: Claude, bob: Session) -> None:
    ann.reads("big.py")
    ann.writes("new.py", "1\n")
    bob.lands("big.py", LONG.replace("x", "y"))
    ann.runs("cat big.py")
    assert ann.commits("new.py").ok


@pytest.mark.parametrize(("glob", "stale"), [("*.py", True), ("s*", False), (".*", False)])
def test_the_files_that_a_glob_names_are_read(ann: Claude, bob: Session, glob: str, stale: bool) -> None:
    ann.repository.commit_files({".hidden": "1\n"})
    ann.runs(f"cat {glob}")
    bob.lands("big.py", LONG.replace("x", "y"))
    ann.repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == (["CG101 big.py"] if stale else [])


def test_a_command_that_reads_and_then_rewrites_a_file(ann: Claude, bob: Session) -> None:
    ann.runs("cat small.py; sed -i s/1/2/ small.py")
    first = ann.commits("small.py")
    assert first.ok, first
    bob.lands("small.py", "x = 3\n")
    ann.writes("new.py", "1\n")
    ann.writes("new.py", "2\n")
    assert ann.commits("new.py").ok  # it was shown on the way


def test_a_command_that_rewrites_a_file_it_read_before_anothers_landing(ann: Claude, bob: Session) -> None:
    ann.runs("cat small.py")
    bob.lands("small.py", "x = 3\n")
    ann.runs("sed -i s/3/4/ small.py")
    assert ann.commits("small.py").rejected == ["CG201 small.py"]


@pytest.mark.daily(6)
@pytest.mark.parametrize(
    ("command", "appears"),
    [
        ("test -f conf.py && . ./conf.py; true", True),
        ("if [ ! -e conf.py ]; then echo none; fi", True),
        ("true || [ -e conf.py ]", False),  # it was not asked
        ("[ -e conf.py ] || touch conf.py; rm conf.py", True),
        ("test -e api.py", False),
        ("bash -c '[[ ! -e conf.py ]] && echo none'", True),
        ("bash -c '[[ -f \"conf.py\" ]] || echo none'", True),
        ("bash -c '[[ -f api.py ]] || echo none'", False),
        ("cat conf.py 2>/dev/null || echo none", True),
        ("true || cat conf.py 2>/dev/null", False),
        ("ls conf.py 2>/dev/null || echo none", True),
        ("stat conf.py 2>/dev/null || echo none", True),
        ("file conf.py", True),
        ("git ls-files --error-unmatch conf.py || echo none", True),
        ("git ls-files --error-unmatch api.py", False),
        ("git cat-file -e HEAD:conf.py || echo none", True),
        ("git cat-file -e HEAD:api.py", False),
    ],
)
def test_a_command_that_asks_whether_a_path_is_there_reads_that_it_is_not(
    repository: Repository, command: str, appears: bool
) -> None:
    ann = begun(repository, {"api.py": "1\n", "own.py": "1\n"})
    assert ann.runs(command).ok
    bob = repository.session("bob")
    bob.lands("conf.py", "1\n")
    bob.lands("api.py", "2\n")
    repository.write("own.py", "2\n")
    assert ann.commits("own.py").rejected == (["CG103 conf.py"] if appears else [])


@pytest.mark.parametrize(("name", "seen"), [("pipe", []), ("small.py", ["small.py"])])
def test_a_hook_does_not_wait_for_a_pipe_that_was_read(ann: Claude, name: str, seen: list[str]) -> None:
    os.mkfifo(ann.cwd / "pipe")
    file: dict[str, object] = {
        "filePath": str(ann.cwd / name),
        "content": "x = 1\n",
        "startLine": 1,
        "numLines": 2,
        "totalLines": 2,
    }
    sent: dict[str, object] = {
        "session_id": ann.session,
        "cwd": str(ann.cwd),
        "hook_event_name": "PostToolUse",
        "tool_use_id": "c1",
    }
    sent |= {"tool_name": "Read", "tool_input": {"file_path": file["filePath"]}, "tool_response": {"type": "text", "file": file}}
    done = ann.repository.run(["coordgit", "hook", "claude"], stdin=json.dumps(sent), **ann.env)
    assert (done.code, done.err) == (0, "")
    shown = ann.repository.json("session", "show", ann.session)
    assert [read["path"] for read in shown["reads"]] == seen
