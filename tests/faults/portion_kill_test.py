"""SIGKILL in ``coordgit commit``: refs, index and work tree fit together at every moment, and the next commit works."""

import os
import signal
import subprocess
import time

import pytest

from tests.faults.support import agree, clear_locks
from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.thorough import NIGHTLY

pytestmark = pytest.mark.usefixtures("alone")

TEXT = "".join(f"line {n}\n" for n in range(1, 11))
POINTS = 60 if NIGHTLY else 4
"""Moments of one commit at which it is killed, evenly spread."""
HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "reference-transaction", "post-commit")


def start(ann: Claude, **env: str) -> subprocess.Popen[bytes]:
    """``coordgit commit`` in a process group of its own."""
    words = ["coordgit", "commit", "-m", "work of ann"]
    environ = ann.repository.env | ann.env | env
    return subprocess.Popen(
        words, cwd=ann.cwd, env=environ, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Everything that the commit has started, at once."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def round_of(repository: Repository, ann: Claude, bob: Claude, number: int) -> tuple[str, bytes]:
    """Both edit one file; (what HEAD is, what the file is)."""
    ann.edits("f.py", "line 2\n", f"line 2\nann {number}\n")
    bob.edits("f.py", "line 8\n", f"line 8\nbob {number}\n")
    return repository.head(), (repository.top / "f.py").read_bytes()


def fits(repository: Repository, old: str, disk: bytes, number: int) -> bool:
    """Check what a crash has left; was the commit made?"""
    assert (repository.top / "f.py").read_bytes() == disk
    clear_locks(repository)
    made = repository.head() != old
    staged = repository.git("diff", "--cached", "-U0")
    changed = [line for line in staged.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed in ([], [f"+ann {number}"]), "the index takes something back, or has what is another's"
    if made:
        assert changed == [] and repository.head("HEAD^") == old
        show = repository.git("show", "-U0", "--format=", "HEAD")
        assert show.endswith(f"+ann {number}") and "bob" not in show
    agree(repository)
    return made


def go_on(repository: Repository, ann: Claude, bob: Claude, made: bool) -> None:
    """Both commit what is left, and all is committed."""
    for session in [bob] if made else [ann, bob]:
        session.reads("f.py")
        done = repository.coordgit("commit", "-m", "again", **session.env)
        assert done.ok, done.err
    assert repository.git("status", "--porcelain") == ""


@pytest.fixture
def pair(repository: Repository) -> tuple[Claude, Claude]:
    repository.commit_files({"f.py": TEXT})
    return Claude(repository, "ann"), Claude(repository, "bob")


@pytest.mark.nightly
def test_a_commit_killed_at_any_time_leaves_refs_index_and_work_tree_consistent(
    repository: Repository, pair: tuple[Claude, Claude]
) -> None:
    ann, bob = pair
    round_of(repository, ann, bob, 0)
    began = time.monotonic()
    assert start(ann).wait() == 0
    span = time.monotonic() - began
    go_on(repository, ann, bob, made=True)
    for number in range(1, POINTS + 1):
        ann.reads("f.py")
        old, disk = round_of(repository, ann, bob, number)
        process = start(ann)
        time.sleep(span * number / POINTS)
        kill(process)
        go_on(repository, ann, bob, fits(repository, old, disk, number))


@pytest.mark.daily(1)
@pytest.mark.parametrize("name", HOOKS)
def test_a_commit_killed_in_a_hook_leaves_refs_index_and_work_tree_consistent(
    repository: Repository, pair: tuple[Claude, Claude], name: str
) -> None:
    ann, bob = pair
    path = repository.top / ".git/hooks" / name
    there = path.read_text().removeprefix("#!/bin/sh\n") if path.exists() else ""
    for number, state in enumerate(("prepared", "committed") if there else ("",)):
        struck = 'case "$1" in "$KILL_IN") kill -9 0;; esac\n' if there else '[ -z "$KILL_IN" ] || kill -9 0\n'
        ours = f'"{path}.ours" "$@"; code=$?; [ "$code" = 0 ] || exit "$code"\n' if there else ""
        if there:
            (path.parent / f"{name}.ours").write_text(f"#!/bin/sh\n{there}")
            (path.parent / f"{name}.ours").chmod(0o755)
        path.write_text(f"#!/bin/sh\n{ours}{struck}")
        path.chmod(0o755)
        ann.reads("f.py")
        old, disk = round_of(repository, ann, bob, number)
        process = start(ann, KILL_IN=state or "yes")
        assert process.wait() != 0
        kill(process)
        go_on(repository, ann, bob, fits(repository, old, disk, number))
