"""A search that is repeated, through a pipe or for names alone, refreshes the older answer if all lines of its own are shown."""

from typing import Any

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

WHOLE = ("grep -rn 'send(' . | head -50", "cd . && grep -rn 'send(' . | sort", "grep -rn 'send(' . 2>/dev/null | head -50")
CUT = (
    "grep -rn 'send(' . | head -1",
    "grep -rn 'send(' . | wc -l",
    "grep -rl 'send(' .",
    "grep -c 'send(' *.py",
    "grep -rno 'send(' .",
)
NAMES: tuple[dict[str, Any], dict[str, Any]] = ({"pattern": r"send\("}, {"mode": "files_with_matches", "filenames": ["use.py"]})


def searched(repository: Repository, names: bool = False) -> Claude:
    """Ann, whose search, for lines or for ``names`` of files alone, has another answer since a landing of Bob's."""
    ann = begun(repository, {"api.py": "def send(x): ...\n", "use.py": "send(1)\n", "own.py": "1\n"})
    given = {"pattern": r"send\(", "output_mode": "content", "-n": True}
    shown = {"mode": "content", "content": "api.py:1:def send(x): ...\nuse.py:1:send(1)", "numLines": 2, "filenames": []}
    given, shown = NAMES if names else (given, shown)
    ann.after("Grep", given, shown, ann.call())
    ann.writes("own.py", "send(3)\n")
    repository.session("bob").lands("more.py", "z" * 9000 + "\nsend(2)\n")
    denied = ann.commits("own.py")
    assert denied.rejected == ["CG102 more.py"], denied
    return ann


@pytest.mark.parametrize("command", WHOLE)
def test_a_search_that_is_shown_whole_through_a_pipe_refreshes(repository: Repository, command: str) -> None:
    ann = searched(repository)
    ann.runs(command)
    assert ann.commits("own.py").ok


@pytest.mark.parametrize("command", CUT)
def test_a_search_of_which_a_pipe_shows_a_part_refreshes_nothing(repository: Repository, command: str) -> None:
    ann = searched(repository)
    ann.runs(command)
    assert ann.commits("own.py").rejected == ["CG102 more.py"]


@pytest.mark.parametrize("names", [True, False], ids=["names", "lines"])
def test_a_look_at_the_names_of_files_refreshes_a_search_that_showed_no_more(repository: Repository, names: bool) -> None:
    ann = searched(repository, names)
    ann.after("Grep", *NAMES, ann.call())
    ann.batch()
    assert ann.commits("own.py").rejected == ([] if names else ["CG102 more.py"])


@pytest.mark.parametrize("changed", [True, False], ids=["a file whose lines were shown", "another file"])
def test_a_file_whose_lines_a_search_shows_without_numbers_is_read(repository: Repository, changed: bool) -> None:
    ann = begun(repository, {"src/api.py": "def f(x):\n    return x\n", "src/other.py": "1\n"})
    ann.runs("grep -rA1 'def f' src 2>/dev/null | head -20")
    ann.writes("caller.py", "f(1)\n")
    if changed:
        repository.session("bob").lands("src/api.py", "def f(x):\n    return 2 * x\n")
    else:
        repository.session("bob").lands("src/other.py", "2\n")
    assert ann.commits("caller.py").rejected == (["CG101 src/api.py"] if changed else [])


@pytest.mark.daily(2)
@pytest.mark.parametrize("command", ["grep -rn -A1 'def f' src 2>/dev/null", "grep -rn -A1 'def f' src | head -40"])
@pytest.mark.parametrize("line", [2, 6], ids=["a line that was shown", "another line"])
def test_the_lines_around_a_match_that_a_pipe_shows_are_read(repository: Repository, command: str, line: int) -> None:
    text = "def f(x):\n    return x\n\n\n\nLAST = 1\n"
    ann = begun(repository, {"src/api.py": text})
    ann.runs(command)
    ann.writes("caller.py", "f(1)\n")
    lines = text.splitlines(keepends=True)
    lines[line - 1] = "    LAST = 2\n"
    repository.session("bob").lands("src/api.py", "".join(lines))
    assert ann.commits("caller.py").rejected == (["CG101 src/api.py:1-2"] if line == 2 else [])
