"""Hooks that the suite serves from a loaded interpreter answer as those that are processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.program import FAST
from tests.support import preloaded
from tests.support.claude import BASE
from tests.support.repository import Repository, Result

AGAIN = '[ "${HOOKS_AGAIN-}" ] || HOOKS_AGAIN=1 exec "$0" "$@"\n'
"""On a busy machine the server may not find a script in time, which then runs the hook itself; so it asks once more."""
STARTS = '[ "${3-}" != -c ] || exit 0\n'
"""After a rejection the shim asks whether the interpreter starts at all."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter, which here can do nothing by itself."""
    program = preloaded.interpreter(FAST)
    if program == sys.executable:
        pytest.skip("there is no /proc, or no bash")
    alone = tmp_path_factory.mktemp("served") / "python"
    alone.write_text(Path(program).read_text().replace("exec '", f"{AGAIN}{STARTS}exec false '"))
    alone.chmod(0o755)
    return alone


def _point(repository: Repository, python: str) -> Path:
    shim = repository.top / ".git/coordgit/shim"
    lines = shim.read_text().split("\n")
    shim.write_text("\n".join(f"python='{python}'" if line.startswith("python=") else line for line in lines))
    return shim


def _story(folder: Path, python: str) -> list[Result]:
    """A rejection, the look that ends it, and a client's hook."""
    repository = Repository(folder)
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    shim = _point(repository, python)
    told = [ann.commits("new.py", "3\n")]
    ann.reads("api.py")
    _point(repository, python)
    told.append(ann.commits("new.py", "3\n"))
    payload = BASE | {"cwd": str(repository.top), "tool_input": {"file_path": f"{repository.top}/api.py"}}
    told.append(repository.run([str(shim), "hook", "claude"], stdin=json.dumps(payload), CLAUDECODE="1"))
    told.append(Result(len(repository.json("session", "list")["sessions"]), "", ""))
    return told


def test_a_hook_that_is_served_answers_as_a_process_does(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(folder: Path, python: str) -> list[tuple[int, str, list[str]]]:
        return [(told.code, told.out, told.rejected) for told in _story(folder, python)]

    rejected, passed, recorded, sessions = said(tmp_path / "served", str(served))
    assert (rejected[0], rejected[2], passed[0], recorded[0], sessions[0]) == (128, ["CG101 api.py"], 0, 0, 4)
    monkeypatch.setenv(preloaded.ALONE, "yes")
    assert said(tmp_path / "alone", sys.executable) == [rejected, passed, recorded, sessions]


@pytest.mark.parametrize(
    ("how", "code"),
    [('exec "$@"', 0), ('ulimit -n 99; exec "$@"', 1), ('LC_ALL=POSIX exec "$@"', 1), ('HOOKS_ALONE=yes exec "$@"', 1)],
    ids=["like the server", "limits", "encoding", "asked for"],
)
def test_what_a_fork_cannot_take_over_is_not_served(served: Path, how: str, code: int) -> None:
    words = ["sh", "-c", how, "sh", str(served), "-I", "-S", FAST, "gate", "prepared", "1"]
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    assert subprocess.run(words, env=environ, input=b"", capture_output=True).returncode == code
