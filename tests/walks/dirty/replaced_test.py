"""A file was read with another session's uncommitted edit in it, and something else of the file was committed instead."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

LINES = [f"line {n}\n" for n in range(30)]
TAKEN = "".join(line for line in LINES if line != "line 7\n")
LANDED = "".join(LINES).replace("line 6\n", "line 6\nmore\n")


@pytest.mark.parametrize("dirty", [True, False])
def test_what_became_of_it_is_told_from_what_was_read_on(ann: Claude, bob: Claude, repository: Repository, dirty: bool) -> None:
    repository.commit_files({"api.py": "".join(LINES)})
    if dirty:
        bob.writes("api.py", TAKEN)
    ann.reads("api.py")
    bob.writes("api.py", LANDED)
    assert bob.commits("api.py").ok
    told = ann.reads("other.py")
    assert "+more\n" in told and ("+line 7\n" in told) == dirty
    ann.writes("caller.py", "send(1, 2)\n")
    assert ann.commits("caller.py").ok


@pytest.mark.parametrize("dirty", [True, False])
def test_of_lines_that_were_read_the_notice_is_no_look(ann: Claude, bob: Claude, repository: Repository, dirty: bool) -> None:
    repository.commit_files({"api.py": "".join(LINES)})
    if dirty:
        bob.writes("api.py", TAKEN)
    ann.reads("api.py", 6, 9)
    bob.writes("api.py", LANDED)
    assert bob.commits("api.py").ok
    assert "+more\n" in ann.reads("other.py")
    ann.writes("caller.py", "send(1, 2)\n")
    assert ann.commits("caller.py").rejected == (["CG104 api.py:6-9"] if dirty else [])
