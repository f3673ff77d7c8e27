"""A session moves its branch beside its own commits, to what came from outside, and puts its own files back: nobody else changed
those."""

from pathlib import Path

import pytest

from tests.support.repository import Repository, Session
from tests.walks.provenance_outside_test import cloned

ON_TOP = {
    "a hard reset, the file from the old commit": ["reset -q --hard FETCH_HEAD", "checkout -q ORIG_HEAD -- use.py"],
    "a hard reset, the commit picked": ["reset -q --hard FETCH_HEAD", "cherry-pick -n ORIG_HEAD"],
    "a soft reset": ["reset -q --soft FETCH_HEAD", "checkout -q HEAD -- other.py"],
    "a mixed reset": ["reset -q FETCH_HEAD", "checkout -q HEAD -- other.py", "add use.py"],
    "a branch that is made anew": ["checkout -q -B main FETCH_HEAD", "checkout -q main@{1} -- use.py"],
}


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"use.py": "1\n", "other.py": "1\n"})
    return repository.session("ann")


def moved(ann: Session, clone: Path, commands: list[str]) -> None:
    """Commit the session's work, fetch what the clone has, and run the commands."""
    assert ann.lands("use.py", "2\n")
    assert ann.git("fetch", "-q", str(clone), "main").ok
    for command in commands:
        assert ann.git(*command.split()).ok, command


@pytest.mark.parametrize("way", ON_TOP)
def test_what_a_session_puts_back_on_top_of_what_came_from_outside_is_its_own(
    repository: Repository, ann: Session, way: str
) -> None:
    moved(ann, cloned(repository, "other.py", "2\n"), ON_TOP[way])
    committed = ann.git("commit", "-qm", "again")
    assert committed.ok and committed.err == "", committed
    assert repository.git("show", "HEAD:use.py", "HEAD:other.py") == "2\n2"


def test_what_came_from_outside_in_the_same_file_is_lost(repository: Repository, ann: Session) -> None:
    moved(ann, cloned(repository, "use.py", "3\n"), ON_TOP["a hard reset, the file from the old commit"])
    assert ann.git("commit", "-qm", "again").rejected == ["CG201 use.py"]
