"""A folder becomes a symbolic link to one that has the same names: its files are gone, though the system opens others there."""

import os
import shutil

import pytest

from tests.support.repository import Repository, Session
from tests.support.way_on import obey

MANY = 9


@pytest.fixture
def bob(repository: Repository) -> Session:
    texts = {f"{folder}/{n}.py": f"{folder} {n}\n" for folder in ("old", "new") for n in range(MANY)}
    repository.commit_files(texts)
    return repository.session("bob")


def linked(repository: Repository, bob: Session) -> None:
    shutil.rmtree(repository.top / "old")
    os.symlink("new", repository.top / "old")
    assert bob.git("add", "-A").ok


@pytest.mark.parametrize("files", [1, MANY])
def test_a_folder_becomes_a_link(repository: Repository, bob: Session, files: int) -> None:
    bob.git("rm", "-q", *(f"{folder}/{n}.py" for folder in ("old", "new") for n in range(files, MANY)))
    assert bob.git("commit", "-qm", "fewer", "--allow-empty").ok
    linked(repository, bob)
    committed = bob.git("commit", "-qm", "link")
    assert committed.ok, committed.err
    assert repository.git("ls-files", "old") == "old"


def test_who_has_read_a_file_of_it_looks_again(repository: Repository, bob: Session) -> None:
    ann = repository.session("ann")
    ann.reads("old/1.py")
    linked(repository, bob)
    assert bob.git("commit", "-qm", "link").ok
    denied = ann.commits("mine.py", "1\n")
    assert denied.rejected == ["CG101 old/1.py"]
    done = obey(ann, denied, lambda: ann.commits("mine.py", "1\n"))
    assert all(one.ok for one in done), done


@pytest.mark.parametrize("looked", ["old/*", "old"])
def test_who_has_listed_it_looks_again(repository: Repository, bob: Session, looked: str) -> None:
    ann = repository.session("ann")
    assert ann.coordgit("read", "--glob", looked).ok
    linked(repository, bob)
    assert bob.git("commit", "-qm", "link").ok
    denied = ann.commits("mine.py", "1\n")
    assert denied.rejected == ["CG102 old/0.py"], denied
    done = obey(ann, denied, lambda: ann.commits("mine.py", "1\n"))
    assert all(one.ok for one in done), (denied, done)


def test_who_has_read_a_file_through_the_link_is_not_answered_by_what_a_commit_has_under_that_name(
    repository: Repository, bob: Session
) -> None:
    linked(repository, bob)
    assert bob.git("commit", "-qm", "link").ok
    ann = repository.session("ann")
    ann.reads("old/1.py")
    bob.lands("new/1.py", "2\n")
    ann.reads("--at", "HEAD", "old/1.py")
    denied = ann.commits("mine.py", "1\n")
    assert denied.rejected == ["CG101 new/1.py"]
    assert all(one.ok for one in obey(ann, denied, lambda: ann.commits("mine.py", "1\n")))


def test_the_link_in_the_index_alone_removes_files_that_are_there(repository: Repository, bob: Session) -> None:
    linked(repository, bob)
    (repository.top / "old").unlink()
    shutil.copytree(repository.top / "new", repository.top / "old")
    assert bob.git("commit", "-qm", "link").rejected == [f"CG203 old/{n}.py" for n in range(MANY)]
