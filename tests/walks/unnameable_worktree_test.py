"""A work tree in a folder whose name is not UTF-8: recorded, guarded and shown as any other."""

import os
import sys
from pathlib import Path

import pytest

from coordgit.core.model import Epoch, Read, Write
from coordgit.store import begun_calls, reads, sessions, writes
from coordgit.store.database import open_store
from tests.support.repository import Repository

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
NAME = os.fsdecode(b"caf\xe9")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / NAME)
    repository.commit_files({"api.py": "1\n"})
    return repository


def test_commits_are_judged(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert ann.git("commit", "-qm", "again").ok


def test_a_person_is_the_login_there_and_nowhere_else(repository: Repository) -> None:
    other = repository.worktree(os.fsdecode(b"th\xe9"), "there")
    for folder in (repository.top, other):
        assert repository.coordgit("read", "api.py", cwd=folder).ok
        assert repository.git("commit", "-qm", "mine", "--allow-empty", cwd=folder) == ""
    shown = [repository.coordgit("session", "show", cwd=folder).out for folder in (repository.top, other)]
    assert '/caf\\351/repo"' in shown[0].splitlines()[1]
    assert '/th\\351"' in shown[1].splitlines()[1]
    assert all("1 read\n" in text for text in shown)
    assert len(repository.json("status")["sessions"]) == 2


def test_an_edit_there_is_compared_with_what_the_file_was_before(repository: Repository) -> None:
    top = str(repository.top)
    with open_store(f"{top}/.git/coordgit") as store, store.writing():
        sessions.seen(store, "ann", 0.0, worktree=top)
        begun_calls.begin(store, begun_calls.RunningCall("ann", "call", top, "c" * 40, 0, 0.0), {"api.py": "a" * 40})
        assert begun_calls.noted(store, "ann", "call", top) == {"api.py": "a" * 40}
        writes.put(store, Write(epoch=Epoch("ann", 1), worktree=top, path="api.py", after="b" * 40, via="Edit"))
        found = writes.pending(store, "ann", top, "api.py")
        assert found is not None and found.worktree == top
        reads.put(store, Read(epoch=Epoch("ann", 1), path="api.py", base="c" * 40, via="Read", worktree=top))
        assert [read.worktree for read in reads.every(store, Epoch("ann", 1))] == [top]
