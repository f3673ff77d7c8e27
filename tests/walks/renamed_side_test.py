"""A branch renames a file that a target has changed: a merge that takes the branch's text of it loses that change."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.amended_away_test import CHANGED, CODE

TAKEN = {
    "by a strategy": "git merge -q --no-edit -X theirs feat",
    "of a conflict": "git merge -q feat; git checkout -q --theirs new.py; git add new.py; git commit -q --no-edit",
    "before the merge is concluded": "git merge -q --no-commit feat; git checkout -q feat -- new.py; git commit -q --no-edit",
}
BOTH = "git show feat:new.py | sed 's/^line 6$/line 6, bob/' >new.py"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"old.py": CODE, "other.py": "1\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


def renames(ann: Claude, line: int) -> None:
    """On her branch she gives the file another name and edits a line of it, without a look at it."""
    edit = f"git mv old.py new.py; sed -i 's/^line {line}$/line {line}, ann/' new.py"
    assert ann.runs(f"git checkout -q -b feat; {edit}; git commit -qam renamed; git checkout -q main").ok


@pytest.mark.daily(3)
@pytest.mark.parametrize("how", TAKEN)
@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_the_branchs_text_is_taken_over_what_landed_under_the_old_name(
    repository: Repository, ann: Claude, bob: Session, how: str, path: str
) -> None:
    renames(ann, 15 if how.startswith("before") or path == "other.py" else 5)
    bob.lands(path, CHANGED)
    assert ann.runs(TAKEN[how]).rejected == (["CG201 old.py"] if path == "old.py" else [])


@pytest.mark.parametrize("concluded", [True, False])
def test_what_git_makes_of_both_is_taken(repository: Repository, ann: Claude, bob: Session, concluded: bool) -> None:
    renames(ann, 15)
    bob.lands("old.py", CHANGED)
    merged = ann.runs("git merge -q --no-commit feat; git commit -q --no-edit" if concluded else "git merge -q --no-edit feat")
    assert merged.ok, merged.err
    assert repository.git("show", "main:new.py") == CHANGED.replace("line 15\n", "line 15, ann\n").strip()


def test_a_conflict_that_was_resolved_with_both_lands(repository: Repository, ann: Claude, bob: Session) -> None:
    renames(ann, 5)
    bob.lands("old.py", CODE.replace("line 5\nline 6\n", "line 5\nline 6, bob\n"))
    merged = ann.runs(f"git merge -q feat; {BOTH}; git add new.py; git commit -q --no-edit")
    assert merged.ok, merged.err


def test_a_side_of_a_conflict_that_was_read_is_taken(repository: Repository, ann: Claude, bob: Session) -> None:
    renames(ann, 5)
    bob.lands("old.py", CHANGED)
    ann.runs("git merge -q feat")
    ann.reads("new.py")
    merged = ann.runs("git checkout -q --theirs new.py; git add new.py; git commit -q --no-edit")
    assert merged.ok, merged.err
