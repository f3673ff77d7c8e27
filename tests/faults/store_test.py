"""A store that does not answer: the gate fails closed and names the way out, recording fails open, commands exit 3."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coordgit.program import FAST
from tests.faults.support import agree, cli, client, database, finish, log, saw, says, start, store, wait_for
from tests.support.read_only import read_only
from tests.support.repository import Repository, Result, Session

pytestmark = pytest.mark.usefixtures("alone")

HOLDER = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
open(sys.argv[2], "w").close()
sys.stdin.read()
"""
"""A process that begins a transaction, and ends it when its standard input does."""


def still(repository: Repository) -> None:
    """Nothing is left in the write-ahead log, so that what breaks the file breaks the store."""
    connection = sqlite3.connect(database(repository))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def garbage(repository: Repository) -> None:
    database(repository).write_bytes(b"this is no database\n" * 5000)


def truncated(repository: Repository) -> None:
    size = database(repository).stat().st_size
    os.truncate(database(repository), size // 2)


def emptied(repository: Repository) -> None:
    os.truncate(database(repository), 0)


def missing(repository: Repository) -> None:
    database(repository).unlink()


def bad_page(repository: Repository) -> None:
    """One page of the table of sessions holds something else, as after a bad write of a disk."""
    with sqlite3.connect(database(repository)) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'sessions'").fetchone()[0]
    connection.close()
    with open(database(repository), "r+b") as file:
        file.seek((root - 1) * page)
        file.write(b"\xff" * page)


def newer(repository: Repository) -> None:
    connection = sqlite3.connect(database(repository))
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def a_folder(repository: Repository) -> None:
    database(repository).unlink()
    database(repository).mkdir()


BROKEN: dict[Callable[[Repository], None], str] = {
    garbage: "corrupt", truncated: "corrupt", bad_page: "corrupt", emptied: "empty", missing: "no coordgit store",
    newer: "newer coordgit", a_folder: "cannot be written",
}  # fmt: skip
"""How the store is broken -> what is said about it."""


def failed_closed(result: Result, reason: str) -> None:
    """The gate denied, in two lines and the way out, and nothing else of ours was said."""
    said = says(result)
    assert not result.ok and len(said) == 3, result
    assert said[0].startswith("coordgit: ") and reason in said[0], said
    assert said[1].startswith("try: "), said
    assert said[2] == 'to land it unchecked: git -c coordgit.bypass="why" ...', said


def questions(ann: Session, repository: Repository, reason: str, *, written: bool = True, lost: bool = False) -> None:
    """Every way to meet a store that does not answer. ``written``: its folder can be written, so the log is kept. ``lost``: a
    read cannot even be noted there, so its session is told at once."""
    ann.writes("mine.py", "1\n")
    ann.git("add", "mine.py")
    before = repository.state()
    failed_closed(ann.git("commit", "-qm", "denied"), reason)
    assert repository.state() == before

    noted = len(log(repository))
    told = client(repository, saw(repository, "api.py"))
    assert (told.code, told.err, bool(told.out)) == (0, "", lost), told
    assert not lost or "coordgit: reading api.py was not recorded, and nothing will check it (" in context(told), told
    assert not written or (len(log(repository)) == noted + 1 and "hook claude" in log(repository)[-1]), log(repository)

    for verb in (["read", "api.py"], ["check"]):
        answer = cli(repository, *verb, COORDGIT_SESSION="ann")
        assert answer.code == 3 and len(says(answer)) == len(answer.err.splitlines()) == 2, answer
        assert reason in answer.err

    assert ann.git("-c", "coordgit.bypass=the store is broken", "commit", "-qm", "by setting").ok
    assert not written or "the store is broken" in log(repository)[-1]
    ann.writes("mine.py", "2\n")
    assert ann.git("commit", "-qam", "by variable", COORDGIT_BYPASS="it is still broken").ok
    assert not written or "it is still broken" in log(repository)[-1]

    ann.writes("mine.py", "3\n")
    assert not ann.git("commit", "-qam", "denied").ok
    allowed = ann.git("-c", "coordgit.onError=allow", "commit", "-qam", "allowed")
    assert allowed.ok and says(allowed)[-1] == "let through: coordgit.onError is allow", allowed
    assert repository.git("log", "--format=%s", "-n3").split("\n") == ["allowed", "by variable", "by setting"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("breaking", BROKEN, ids=lambda breaking: breaking.__name__)
def test_a_broken_store_closes_the_gate_and_stops_no_recording(
    ann: Session, repository: Repository, breaking: Callable[[Repository], None]
) -> None:
    still(repository)
    breaking(repository)
    questions(ann, repository, BROKEN[breaking])


@pytest.mark.daily(1)
@pytest.mark.parametrize("breaking", [garbage, truncated, bad_page, emptied, missing], ids=lambda b: b.__name__)
def test_the_command_that_is_named_repairs_it(
    ann: Session, bob: Session, repository: Repository, breaking: Callable[[Repository], None], tmp_path: Path
) -> None:
    program = tmp_path / "bin/coordgit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I {FAST} "$@"\n')
    program.chmod(0o755)
    still(repository)
    breaking(repository)
    hint = says(ann.commits("mine.py", "1\n"))[1].removeprefix("try: ")
    repaired = repository.run(["sh", "-c", hint], PATH=f"{program.parent}:{os.environ['PATH']}")
    assert repaired.ok, repaired
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    assert ann.commits("mine.py", "1\n").rejected == ["CG101 api.py"]


def context(told: Result) -> str:
    """What an answer puts before the model."""
    return str(json.loads(told.out)["hookSpecificOutput"]["additionalContext"])


def test_what_was_not_recorded_is_told_after_the_repair_without_the_command_that_made_it(repository: Repository) -> None:
    still(repository)
    good = database(repository).read_bytes()
    garbage(repository)
    assert client(repository, saw(repository, "api.py")) == Result(0, "", "")
    database(repository).write_bytes(good)
    told = context(client(repository, saw(repository, "api.py")))
    assert told.startswith("coordgit: reading api.py was not recorded (the store is corrupt (file is not a database)). It counts")
    assert "try:" not in told


def test_half_a_note_of_a_read_stops_neither_hooks_nor_the_gate(ann: Session, bob: Session, repository: Repository) -> None:
    """The disk was full, or the process was killed, as it was written."""
    (store(repository) / "missed").write_bytes(b'{"session": "ann", "agent": "", "pa')
    assert client(repository, saw(repository, "api.py")) == Result(0, "", "")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    assert not (store(repository) / "log").exists()
    assert ann.commits("mine.py", "1\n").rejected == ["CG101 api.py"]


@contextmanager
def small_disk(repository: Repository, kibibytes: int) -> Iterator[None]:
    """The store's folder on a file system of its own. Needs root."""
    folder = store(repository)
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)]
    mounted = subprocess.run(argv, capture_output=True, timeout=30)
    if mounted.returncode:
        folder.rmdir()
        aside.rename(folder)
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        for path in aside.iterdir():
            shutil.copy2(path, folder)
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True, timeout=30)


def fill(folder: Path) -> None:
    """Leave no byte free."""
    with open(folder / "filler", "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass


def test_a_full_disk_closes_the_gate_until_there_is_room(ann: Session, repository: Repository) -> None:
    with small_disk(repository, 2048):
        fill(store(repository))
        questions(ann, repository, "the disk is full", written=False)
        (store(repository) / "filler").unlink()
        again = cli(repository, "read", "api.py", COORDGIT_SESSION="ann")
        assert again.ok, again
        assert ann.commits("mine.py", "4\n").ok


def test_a_read_on_a_full_disk_counts(ann: Session, bob: Session, repository: Repository) -> None:
    with small_disk(repository, 2048):
        fill(store(repository))
        assert client(repository, saw(repository, "api.py")).out == ""
        assert client(repository, saw(repository, "other.py")).out == ""
        (store(repository) / "filler").unlink()
        bob.lands("api.py", "def f(x, y):\n    return x\n")
        assert "reading api.py, other.py was not recorded" in client(repository, saw(repository, "mine.py")).out
        assert (store(repository) / "reserve").exists()
        assert ann.commits("mine.py", "1\n").rejected == ["CG101 api.py"]


def test_who_bypassed_on_a_full_disk_and_why_is_in_the_log(ann: Session, repository: Repository) -> None:
    with small_disk(repository, 2048):
        fill(store(repository))
        for _ in range(2):
            assert ann.git("-c", "coordgit.bypass=the disk is full", "commit", "-q", "--allow-empty", "-m", "x").ok
        assert not (store(repository) / "reserve").exists()
        (store(repository) / "filler").unlink()
        entry = ann.json("log")["entries"][0]
        assert (entry["outcome"], entry["session"], entry["reason"]) == ("bypassed", "ann", "the disk is full")
        assert (store(repository) / "reserve").exists()


@pytest.mark.nightly
def test_init_on_a_full_disk_says_so_and_goes_on_where_there_is_room(ann: Session, repository: Repository) -> None:
    with small_disk(repository, 2048):
        (store(repository) / "prefilter").unlink()
        with repository.store():  # so that the files beside the database are there
            fill(store(repository))
            failed = cli(repository, "init", "--no-clients")
        folder = store(repository)
        assert failed.err == f"coordgit: cannot change {folder}: No space left on device\ntry: df -h {folder}\n", failed
        assert failed.code == 3
        (store(repository) / "filler").unlink()
        assert cli(repository, "init", "--no-clients").ok and cli(repository, "doctor").ok


def test_a_read_that_finds_no_room_at_all_is_told_at_once(ann: Session, repository: Repository) -> None:
    with small_disk(repository, 2048):
        fill(store(repository))
        told = [client(repository, saw(repository, "api.py")).out for _ in range(40)]
        assert told[0] == "" and "reading api.py was not recorded, and nothing will check it" in told[-1]


@pytest.mark.nightly
def test_a_store_that_may_not_grow_closes_the_gate_until_it_may(
    ann: Session, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same without root: a limit on the size of files, above what git writes here and below what the store needs."""
    run = repository.run

    def limited(argv: list[str], *args: Any, **more: Any) -> Result:
        return run(["sh", "-c", 'ulimit -f 16; exec "$@"', "sh", *argv], *args, **more)

    monkeypatch.setattr(repository, "run", limited)
    questions(ann, repository, "a file may not grow")
    monkeypatch.undo()
    assert ann.commits("mine.py", "4\n").ok


def test_a_store_that_may_not_be_written_closes_the_gate_until_it_may(ann: Session, repository: Repository) -> None:
    with read_only(store(repository)):
        questions(ann, repository, "on a read-only file system", written=False, lost=True)
    assert cli(repository, "read", "api.py", COORDGIT_SESSION="ann").ok
    assert ann.commits("mine.py", "4\n").ok


@contextmanager
def locked(repository: Repository, tmp_path: Path) -> Iterator[None]:
    """Another process is inside a transaction."""
    argv = [sys.executable, "-c", HOLDER, str(database(repository)), str(tmp_path / "held")]
    holder = subprocess.Popen(argv, stdin=subprocess.PIPE)
    try:
        wait_for(tmp_path / "held")
        yield
    finally:
        holder.communicate(timeout=30)


def test_a_store_that_stays_locked_closes_the_gate_unless_that_is_allowed(
    ann: Session, repository: Repository, tmp_path: Path
) -> None:
    names = ["denied", "setting", "variable", "allowed"]
    there = {name: repository.session("ann", repository.worktree(name)) for name in names}
    before = repository.head()
    payload = saw(repository, "api.py")
    with locked(repository, tmp_path):
        commit = ["commit", "-q", "--allow-empty", "-m", "x"]
        running = [
            start(there["denied"], *commit),
            start(there["setting"], "-c", "coordgit.bypass=it is locked", *commit),
            start(there["variable"], *commit, COORDGIT_BYPASS="it is locked for long"),
            start(there["allowed"], "-c", "coordgit.onError=allow", *commit),
        ]
        hook = subprocess.Popen(
            [f"{store(repository)}/shim", "hook", "claude"], cwd=repository.top, env=repository.env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert hook.stdin is not None
        hook.stdin.write(payload)
        hook.stdin.close()
        hook.stdin = None
        reading = subprocess.Popen(
            [sys.executable, "-I", FAST, "read", "api.py"], cwd=repository.top, env=repository.env | ann.env,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        results = [finish(process) for process in [*running, hook, reading]]
    failed_closed(results[0], "the store is locked by another process for more than 5 s")
    assert [result.ok for result in results[1:4]] == [True, True, True], results
    assert says(results[3])[-1] == "let through: coordgit.onError is allow"
    assert results[4] == Result(0, "", "")
    assert results[5].code == 3 and len(says(results[5])) == len(results[5].err.splitlines()) == 2, results[5]
    noted = log(repository)
    assert len([line for line in noted if "hook claude" in line]) == 1
    for name, why in (("setting", "it is locked"), ("variable", "it is locked for long")):
        bypassed = f"bypassed by ann while the gate could not answer, refs/heads/{name} {repository.head(name)}: {why}"
        assert [line for line in noted if line.endswith(bypassed)], noted
    assert repository.head("denied") == before
    assert before not in (repository.head("setting"), repository.head("variable"), repository.head("allowed"))
    assert there["denied"].git(*commit).ok


def test_a_transaction_that_ends_in_time_is_waited_for(ann: Session, repository: Repository, tmp_path: Path) -> None:
    with locked(repository, tmp_path):
        waiting = start(ann, "commit", "-q", "--allow-empty", "-m", "x")
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=1)
    assert finish(waiting).ok
    agree(repository)


def test_a_setting_that_means_nothing_is_reported_and_closes_no_gate(ann: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.level", "strictest")
    landed = ann.commits("mine.py", "1\n")
    assert landed.ok and "coordgit: coordgit.level is 'strictest', not one of" in landed.err
