"""A bypass while the store was locked is listed later, with who let it pass and why; one without a why is none."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.support import database
from tests.support.repository import Repository, Session

pytestmark = pytest.mark.usefixtures("alone")

COMMIT = ["commit", "-q", "--allow-empty", "-m", "x"]
WHY = "-c", "coordgit.bypass=the store is locked"


@contextmanager
def locked(repository: Repository) -> Iterator[None]:
    """Another connection is inside a transaction."""
    connection = sqlite3.connect(database(repository), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


def newest(session: Session) -> tuple[str, str, str, str]:
    entry = session.json("log")["entries"][0]
    return entry["outcome"], entry["session"], entry["reason"], entry["new"]


@pytest.mark.nightly
def test_who_bypassed_a_locked_store_and_why_is_in_the_log(ann: Session, repository: Repository) -> None:
    assert ann.git(*COMMIT).ok
    with locked(repository):
        assert ann.git(*WHY, *COMMIT).ok
        repository.git("pack-refs", "--all")
        assert ann.git(*WHY, *COMMIT).ok
    assert newest(ann) == ("bypassed", "ann", "the store is locked", repository.head())
    assert [one["reason"] for one in ann.json("status")["bypassed"]] == ["the store is locked"]
    assert ann.json("status")["unverified"] == []
    doctor = repository.coordgit("doctor")
    assert doctor.ok and "without a hook seeing it" not in doctor.out


@pytest.mark.nightly
@pytest.mark.parametrize("unseen", ["before", "after"])
def test_beside_an_update_that_no_hook_saw_it_is_unverified(ann: Session, repository: Repository, unseen: str) -> None:
    def moves() -> None:
        new = repository.git("commit-tree", "-p", "HEAD", "-m", "unseen", "HEAD^{tree}")
        (repository.top / ".git/refs/heads/main").write_text(f"{new}\n")

    assert ann.git(*COMMIT).ok
    if unseen == "before":
        moves()
    with locked(repository):
        assert ann.git(*WHY, *COMMIT).ok
    if unseen == "after":
        moves()
    assert newest(ann)[0] == "unverified"


@pytest.mark.parametrize("value", ["", "  "])
def test_a_bypass_without_a_reason_says_that_it_does_not_count(ann: Session, bob: Session, value: str) -> None:
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    ann.writes("new.py", "f(1)\n")
    ann.git("add", "new.py")
    denied = ann.git("-c", f"coordgit.bypass={value}", "commit", "-qm", "x")
    assert denied.rejected == ["CG101 api.py"]
    assert denied.err.startswith("coordgit: coordgit.bypass is empty, it changes nothing: a bypass has to say why\n")
    landed = ann.git("-c", "coordgit.bypass=it is known", "commit", "-qm", "x")
    assert landed.ok and "is empty" not in landed.err
