"""Calls that a client makes at once: what the answer of one shows is not lost because another reads the same file."""

from typing import Any

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result, Session

API = "def f(x):\n    return x\n\n\ndef g(x):\n    return x + 1\n"
CHANGED = API.replace("def f(x)", "def f(x, y)")


def begun(repository: Repository) -> tuple[Claude, Session]:
    """Ann, in a worktree of her own, has read api.py and edits own.py; bob then lands a change of api.py on main."""
    repository.begin(api__py=API, own__py="1\n")
    ann, bob = Claude(repository, ANN, repository.worktree("ann")), repository.session("bob")
    ann.send("SessionStart", source="startup")
    ann.reads("api.py")
    ann.edits("own.py", "1\n", "2\n")
    return ann, bob


def at_once(ann: Claude, *, first: str, shows: str, lines: tuple[int, int] = (0, 0)) -> None:
    """A command that prints ``shows``, and a Read of api.py, whose answer comes second."""
    look: dict[str, Any] = {"file_path": str(ann.cwd / "api.py")}
    command, calls = {"command": first, "description": "look"}, (ann.call(), ann.call())
    ann.before("Bash", command, calls[0])
    ann.before("Read", look, calls[1])
    ann.after("Bash", command, {"stdout": shows, "stderr": "", "interrupted": False, "isImage": False}, calls[0])
    pieces = (ann.cwd / "api.py").read_text().split("\n")
    start, end = lines if lines[0] else (1, len(pieces))
    file = {"filePath": look["file_path"], "content": "\n".join(pieces[start - 1 : end]), "numLines": end - start + 1}
    response = {"type": "text", "file": file | {"startLine": start, "totalLines": len(pieces)}}
    ann.after("Read", look | ({"offset": start, "limit": end - start + 1} if lines[0] else {}), response, calls[1])
    ann.batch()


def lands(ann: Claude) -> Result:
    """Commit on the branch, which is told what main had before the read, and merge it into main, which asks for it."""
    assert ann.repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env).ok
    return ann.repository.run(["git", "merge", "-q", "--no-edit", "ann"], ann.repository.top, **ann.env)


@pytest.mark.parametrize("lines", [(0, 0), (1, 2)], ids=["whole", "lines"])
def test_what_a_call_was_told_stays_shown_though_a_parallel_one_reads_the_file(
    repository: Repository, lines: tuple[int, int]
) -> None:
    ann, bob = begun(repository)
    bob.lands("api.py", CHANGED)
    at_once(ann, first="ls", shows="api.py\nown.py", lines=lines)
    ann.runs("ls")
    assert lands(ann).ok


def test_what_lands_after_the_parallel_calls_was_not_shown(repository: Repository) -> None:
    ann, bob = begun(repository)
    bob.lands("api.py", CHANGED)
    at_once(ann, first="ls", shows="api.py\nown.py")
    bob.lands("api.py", CHANGED.replace("x + 1", "x + 2"))
    denied = ann.repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env)
    assert denied.rejected == ["CG101 api.py"]


def test_a_landing_among_the_parallel_calls_is_not_helped_by_what_they_show(repository: Repository) -> None:
    ann, bob = begun(repository)
    bob.lands("api.py", CHANGED)
    at_once(ann, first="ls", shows="api.py\nown.py")
    assert lands(ann).rejected == ["CG101 api.py"]  # no call has begun since
