"""What runs coordgit is gone, wholly or in part: the gate fails closed and names the way out, recording fails open."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import coordgit
from coordgit.program import FAST
from tests.faults.support import QUIET, cli, client, heal, log, point, saw, says
from tests.support.repository import Repository, Session

Breaking = Callable[[Repository, Path], None]


def no_interpreter(repository: Repository, tmp_path: Path) -> None:
    point(repository, FAST, python=str(tmp_path / "gone/bin/python"))


def an_interpreter_whose_own_is_gone(repository: Repository, tmp_path: Path) -> None:
    """A link of a virtual environment to a version that was removed."""
    (tmp_path / "python").symlink_to(tmp_path / "gone/python3.11")
    point(repository, FAST, python=str(tmp_path / "python"))


def an_interpreter_that_cannot_be_started(repository: Repository, tmp_path: Path) -> None:
    """It is there, but what it needs is not: a library, or the program that its first line names."""
    (tmp_path / "python").write_text(f"#!{tmp_path}/gone\n")
    (tmp_path / "python").chmod(0o755)
    point(repository, FAST, python=str(tmp_path / "python"))


def no_package(repository: Repository, tmp_path: Path) -> None:
    point(repository, str(tmp_path / "gone/coordgit/cli/fast.py"))


def lacks(*names: str) -> Breaking:
    """A copy of the package without some of its files, as in the middle of an upgrade."""

    def breaking(repository: Repository, tmp_path: Path) -> None:
        package = tmp_path / "copy/coordgit"
        shutil.copytree(os.path.dirname(coordgit.__file__), package, ignore=shutil.ignore_patterns("__pycache__"))
        for name in names:
            path = package / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        point(repository, str(package / "cli/fast.py"))

    breaking.__name__ = "no_" + "_".join(names).replace("/", "_").removesuffix(".py")
    return breaking


def spoils(name: str, how: str) -> Breaking:
    """A copy of the package in which one file was cut, or is not Python any more."""

    def breaking(repository: Repository, tmp_path: Path) -> None:
        lacks()(repository, tmp_path)
        path = tmp_path / "copy/coordgit" / name
        text = path.read_text()
        half = text[: len(text) // 2]
        ended = half[: half.rfind("\ndef ")]  # it can be imported, but lacks what it calls
        left = {"empty": "", "cut": half, "no": text + "\n)\n", "without_its_end": ended}[how]
        path.write_text(left)

    breaking.__name__ = f"{how}_" + name.replace("/", "_").removesuffix(".py")
    return breaking


WHOLE = [no_interpreter, an_interpreter_whose_own_is_gone, an_interpreter_that_cannot_be_started, no_package]
PARTS = [
    lacks("errors.py"),
    lacks("git"),
    lacks("store/database.py"),
    lacks("startup/typing.py"),
    lacks("cli/gate.py"),
    lacks("cli/start.py"),
]
CUT = [
    *(spoils("cli/gate.py", how) for how in ("empty", "cut", "no", "without_its_end")), spoils("cli/fast.py", "empty"),
    spoils("errors.py", "no"), spoils("core/model.py", "empty"),
]  # fmt: skip


@pytest.mark.daily(1)
@pytest.mark.parametrize("breaking", [*WHOLE, *PARTS, *CUT], ids=lambda breaking: breaking.__name__)
def test_an_installation_that_is_gone(ann: Session, repository: Repository, breaking: Breaking, tmp_path: Path) -> None:
    ann.writes("mine.py", "1\n")
    ann.git("add", "mine.py")
    before = repository.state()
    breaking(repository, tmp_path)
    quiet = {"PATH": QUIET}
    denied = ann.git("commit", "-qm", "denied", **quiet)
    ours = [line for line in denied.err.splitlines() if not line.startswith("fatal: ") and not line.endswith(": not found")]
    assert not denied.ok and len(ours) <= 3 and ours[0].startswith("coordgit: "), denied
    assert "coordgit.bypass=" in denied.err and re.search("pip install|install coordgit again", denied.err), denied
    assert repository.state() == before

    noted = len(log(repository))
    told = client(repository, saw(repository, "api.py"), PATH=QUIET)
    assert told.ok and not told.out and "Traceback" not in told.err, told
    recorded = "cli_gate" in breaking.__name__  # which records nothing
    assert (len(log(repository)) == noted + 1 or "nothing recorded" in told.err) != recorded, told

    assert ann.git("-c", "coordgit.bypass=it is gone", "commit", "-qm", "by setting", **quiet).ok
    ann.writes("mine.py", "2\n")
    assert ann.git("commit", "-qam", "by variable", COORDGIT_BYPASS="it is still gone", **quiet).ok
    ann.writes("mine.py", "3\n")
    allowed = ann.git("-c", "coordgit.onError=allow", "commit", "-qam", "allowed", **quiet)
    assert allowed.ok and "coordgit.onError" in allowed.err and "Traceback" not in allowed.err, allowed
    assert repository.git("log", "--format=%s", "-n3").split("\n") == ["allowed", "by variable", "by setting"]

    heal(repository)
    ann.writes("mine.py", "4\n")
    assert ann.git("commit", "-qam", "healed").ok


@pytest.mark.daily(1)
@pytest.mark.parametrize("breaking", [*WHOLE, lacks("cli/gate.py"), *CUT[:5]], ids=lambda breaking: breaking.__name__)
def test_another_installation_on_the_path_does_instead(
    ann: Session, bob: Session, repository: Repository, breaking: Breaking, tmp_path: Path
) -> None:
    program = tmp_path / "bin/coordgit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I {FAST} "$@"\n')
    program.chmod(0o755)
    breaking(repository, tmp_path)
    there = {"PATH": f"{program.parent}:{QUIET}"}
    assert bob.git("commit", "-q", "--allow-empty", "-m", "x", **there).ok
    bob.writes("api.py", "def f(x, y):\n    return x\n")
    assert bob.git("commit", "-qam", "changed", **there).ok
    ann.writes("mine.py", "1\n")
    ann.git("add", "mine.py")
    assert ann.git("commit", "-qm", "stale", **there).rejected == ["CG101 api.py"]


def test_a_store_folder_that_was_deleted_leaves_git_alone(ann: Session, repository: Repository) -> None:
    shutil.rmtree(repository.top / ".git/coordgit")
    assert ann.commits("mine.py", "1\n").ok


def test_a_shim_that_was_deleted_says_that_nothing_was_checked(ann: Session, repository: Repository) -> None:
    (repository.top / ".git/coordgit/shim").unlink()
    result = ann.commits("mine.py", "1\n")
    assert result.ok and "coordgit: not checked" in result.err and "coordgit init" in result.err


@pytest.mark.parametrize("left", [b'["hook", "hooks/pre-pu', b"\xff\x00"])
def test_a_record_of_the_set_up_that_was_cut_short_is_named_with_the_way_back(repository: Repository, left: bytes) -> None:
    installed = repository.top / ".git/coordgit/installed"
    installed.write_bytes(left)
    refused = cli(repository, "init", "--no-clients")
    wrong, hint = says(refused)
    assert (refused.code, wrong) == (3, f"coordgit: {installed} is damaged")
    undo, again = hint.removeprefix("try: ").split(" && ")
    assert repository.run(["sh", "-c", undo]).ok and again == "coordgit init"
    assert cli(repository, "init", "--no-clients").ok
    assert cli(repository, "doctor").ok
