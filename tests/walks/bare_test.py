"""Branches that are moved inside a bare repository, where no file is checked out: the way on runs there."""

from pathlib import Path

import pytest

from tests.support.repository import API, CHANGED, Repository, Session
from tests.support.way_on import obey


@pytest.fixture
def ann(repository: Repository, tmp_path: Path) -> Session:
    """Ann, in a bare repository whose main is a branch of ``repository``."""
    repository.commit_files({"api.py": API, "caller.py": "f(1)\n"})
    bare = Repository(tmp_path / "bare", init=("--bare",))
    bare.git("fetch", "-q", str(repository.top), "main:main")
    return bare.session("ann")


def lands(ann: Session, repository: Repository, path: str, text: str) -> None:
    """Bob's push to the bare repository."""
    repository.commit_files({path: text})
    pushed = repository.run(["git", "push", "-q", str(ann.cwd), "main"], COORDGIT_SESSION="bob")
    assert pushed.ok, pushed.err


def moves(ann: Session) -> list[str]:
    """The arguments with which git moves the bare repository's main to a new commit on it."""
    commit = ann.git("commit-tree", "-p", "main", "-m", "made here", "main^{tree}").out.strip()
    return ["update-ref", "refs/heads/main", commit]


def test_a_file_that_has_changed_is_read_again_where_its_branch_has_it(ann: Session, repository: Repository) -> None:
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    lands(ann, repository, "api.py", CHANGED)
    moved = moves(ann)
    denied = ann.git(*moved)
    assert denied.rejected == ["CG101 api.py"]
    done = obey(ann, denied, lambda: ann.git(*moved))
    assert [result.err for result in done if not result.ok] == []


def test_a_file_that_has_not_changed_holds_nobody_there(ann: Session, repository: Repository) -> None:
    assert ann.coordgit("read", "--at", "main", "caller.py").ok
    lands(ann, repository, "api.py", CHANGED)
    assert ann.git(*moves(ann)).ok
