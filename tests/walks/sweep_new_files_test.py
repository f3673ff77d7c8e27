"""A new file of another session in the index, and the first commit of a branch."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.way_on import obey
from tests.walks.sweep_test import LINES, adds_everything


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(f__py=LINES, g__py="0\n", h__py="0\n")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


@pytest.mark.parametrize("command", ["git commit -qm mine", "git commit -qam mine"])
def test_another_sessions_new_file_stays_staged(ann: Claude, bob: Claude, repository: Repository, command: str) -> None:
    bob.writes("new.py", "1\n")
    assert bob.runs("git add new.py").ok
    ann.writes("g.py", "1\n")
    denied = ann.runs(f"git add g.py && {command}")
    assert "next: leave new.py out, commit again (git commit -qm mine -- g.py)\n" in denied.err, denied.err
    assert ann.runs("git commit -qm mine -- g.py").ok
    assert repository.git("diff", "--cached", "--name-only") == "new.py"
    assert bob.runs("git commit -qm new").ok


def test_a_new_file_is_unstaged_where_naming_paths_would_commit_more(ann: Claude, bob: Claude, repository: Repository) -> None:
    bob.writes("new.py", "1\n")
    ann.writes("g.py", "1\n")
    repository.git("add", ".")
    ann.writes("g.py", "1\n2\n")
    denied = ann.runs("git commit -qm mine")
    assert "next: leave new.py out (git restore --staged -- new.py), commit again (git commit -qm mine)\n" in denied.err, (
        denied.err
    )


@pytest.mark.parametrize("orphan", [False, True], ids=["unborn", "orphan"])
def test_the_first_commit_of_a_branch_carries_no_edit_of_another_session(repository: Repository, orphan: bool) -> None:
    if orphan:
        repository.begin(f__py=LINES)
        repository.git("checkout", "-q", "--orphan", "new")
        repository.git("rm", "-q", "-rf", ".")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    denied = adds_everything(ann)
    assert denied.rejected == ["CG202 h.py"]
    done = obey(ann, denied, lambda: adds_everything(ann))
    assert all(one.ok for one in done), done
    assert repository.git("show", "--name-only", "--format=%s", "HEAD").split() == ["mine", "g.py"]
    assert (repository.top / "h.py").read_text() == "1\n"
    assert bob.runs("coordgit commit -qm hers").ok and repository.git("status", "--short") == ""


def test_the_first_commit_of_a_branch_may_have_what_nobody_else_edits(repository: Repository) -> None:
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.writes("g.py", "1\n")
    bob.reads("g.py")
    assert adds_everything(ann).ok


@pytest.mark.parametrize("whole", [False, True])
def test_another_sessions_new_file_is_its_own_though_it_has_the_markers_of_a_conflict(
    ann: Claude, bob: Claude, repository: Repository, whole: bool
) -> None:
    assert bob.runs("printf '<<<<<<< ours\\n1\\n=======\\n2\\n>>>>>>> theirs\\n' > new.md").ok
    ann.writes("g.py", "1\n")
    assert ann.runs(f"git add {'-A' if whole else 'g.py'} && git commit -qm mine").rejected == ["CG202 new.md"] * whole
