"""Edits by a session that never read the file: what it wrote itself is all that it knows of it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"notes.md": "0\n", "other.md": "0\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


def test_writing_it_again_over_what_another_landed_meanwhile_is_a_lost_update(ann: Claude, bob: Session) -> None:
    ann.writes("notes.md", "ann's\n")
    bob.lands("notes.md", "bob's\n")
    ann.writes("notes.md", "ann's, again\n")
    assert ann.commits("notes.md").rejected == ["CG201 notes.md"]
    ann.runs("git show HEAD:notes.md")
    ann.writes("notes.md", "bob's and ann's\n")
    assert ann.commits("notes.md").ok


def test_writing_it_again_passes_when_nobody_landed_it(ann: Claude, bob: Session, repository: Repository) -> None:
    ann.writes("notes.md", "ann's\n")
    bob.lands("other.md", "bob's\n")
    repository.write("notes.md", "ann's, formatted\n")
    ann.writes("notes.md", "ann's, again\n")
    assert ann.commits("notes.md").ok


def test_writing_it_for_the_first_time_over_what_another_landed_passes(ann: Claude, bob: Session) -> None:
    bob.lands("notes.md", "bob's\n")
    ann.writes("notes.md", "ann's\n")
    assert ann.commits("notes.md").ok
