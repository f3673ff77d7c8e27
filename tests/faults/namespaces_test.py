"""Updates from containers that share a repository: neither sees the other's processes, and the lock of a ref is what both see."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.program import FAST
from tests.faults.support import agree, clear_locks, finish, start, strike, wait_for
from tests.support.enclosed import ENCLOSED, name
from tests.support.repository import Repository, Result, Session

WAYS: list[list[str]] = [[], *ENCLOSED]
"""In another namespace; [] for a process here that is recorded as one of another namespace."""


@pytest.fixture(params=["files", "reftable"])
def repository(tmp_path: Path, request: pytest.FixtureRequest) -> Repository:
    repository = Repository(tmp_path, init=() if request.param == "files" else ("--ref-format=reftable",))
    repository.commit_files({"x.txt": "0\n", "y.txt": "0\n"})
    for branch in ("ann", "bob"):
        repository.git("config", "--add", "coordgit.target", branch)
    return repository


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has read y and is about to change x."""
    return about(repository, "ann", "y.txt", "x.txt")


@pytest.fixture
def bob(repository: Repository) -> Session:
    """Bob has read x and is about to change y."""
    return about(repository, "bob", "x.txt", "y.txt")


def about(repository: Repository, who: str, reads: str, writes: str) -> Session:
    session = repository.session(who, repository.worktree(who))
    session.reads(reads)
    session.writes(writes, "1\n")
    assert session.git("add", writes).ok
    return session


def commits(session: Session, prefix: list[str], **more: str) -> subprocess.Popen[bytes]:
    argv = [*prefix, *session.repository.program, "commit", "-qm", "x"]
    env = session.repository.env | session.env | more
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, cwd=session.cwd, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)


def checks(session: Session, prefix: list[str]) -> Result:
    """What the session's commit would get: asked of a command, as with reftable a commit would wait for the other's."""
    return session.repository.run([*prefix, sys.executable, "-I", FAST, "check"], session.cwd, **session.env)


def move_elsewhere(repository: Repository, prefix: list[str], **values: object) -> None:
    """Without another namespace, let the store say that the landing in flight is of one."""
    changed = {"pid_space": "1@elsewhere", **values} if not prefix else values
    with repository.store() as store:
        for column, value in changed.items():
            store.do(f"UPDATE landings SET {column} = :value WHERE state = 'pending' AND session = 'bob'", value=value)


@pytest.mark.daily(2)
@pytest.mark.parametrize("prefix", WAYS, ids=name)
def test_a_landing_in_flight_in_another_namespace_counts(
    repository: Repository, ann: Session, bob: Session, tmp_path: Path, prefix: list[str]
) -> None:
    strike(repository)
    held = commits(bob, prefix, MOMENT="before exit 1", STRIKE=f"wait {tmp_path}/held")
    wait_for(tmp_path / "held")
    move_elsewhere(repository, prefix, **({} if prefix else {"pid": 2**22 + 1}))
    assert checks(ann, []).rejected == ["CG101 y.txt"]
    (tmp_path / "held.go").touch()
    assert finish(held).ok
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 y.txt"]
    agree(repository)


@pytest.mark.daily(1)
@pytest.mark.parametrize("prefix", ENCLOSED or [[]], ids=name)
def test_from_inside_a_namespace_a_landing_in_flight_outside_counts(
    repository: Repository, ann: Session, bob: Session, tmp_path: Path, prefix: list[str]
) -> None:
    strike(repository)
    held = start(bob, "commit", "-qm", "y", MOMENT="before exit 1", STRIKE=f"wait {tmp_path}/held")
    wait_for(tmp_path / "held")
    assert checks(ann, prefix).rejected == ["CG101 y.txt"]
    (tmp_path / "held.go").touch()
    assert finish(held).ok
    agree(repository)


@pytest.mark.daily(2)
@pytest.mark.parametrize("prefix", WAYS, ids=name)
def test_a_landing_that_was_killed_in_another_namespace_does_not_count(
    repository: Repository, ann: Session, bob: Session, prefix: list[str]
) -> None:
    strike(repository)
    killed = finish(commits(bob, prefix, MOMENT="before exit 1", STRIKE="gate"))
    assert not killed.ok
    clear_locks(repository)
    move_elsewhere(repository, prefix, pid=os.getpid())
    assert checks(ann, []).ok
    assert ann.git("commit", "-qm", "x").ok
    agree(repository)


@pytest.mark.daily(1)
@pytest.mark.parametrize("prefix", WAYS, ids=name)
def test_a_landing_that_ended_in_another_namespace_counts_though_nobody_has_looked_since(
    repository: Repository, ann: Session, bob: Session, prefix: list[str]
) -> None:
    assert finish(commits(bob, prefix)).ok
    move_elsewhere(repository, prefix)
    assert checks(ann, []).rejected == ["CG101 y.txt"]
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 y.txt"]
    agree(repository)


@pytest.mark.daily(1)
def test_a_landing_whose_number_another_process_has_now_is_over(repository: Repository, ann: Session, bob: Session) -> None:
    strike(repository)
    assert not finish(commits(bob, [], MOMENT="before exit 1", STRIKE="gate")).ok
    clear_locks(repository)
    with repository.store() as store:
        store.do("UPDATE landings SET pid = :pid WHERE state = 'pending'", pid=os.getpid())
    assert ann.git("commit", "-qm", "x").ok
    agree(repository)
