"""A look at a tracked file that a sparse checkout leaves out: it finds nothing, and says nothing of what the branch has."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import CHANGED, Repository, Result, Session


@pytest.fixture
def bob(repository: Repository) -> Session:
    return repository.session("bob")


@pytest.fixture
def ann(repository: Repository, bob: Session) -> Claude:
    """A session whose worktree has only the folder ``own``."""
    repository.commit_files({"lib/api.py": "def f(x):\n    return x\n", "own/a.py": "1\n"})
    ann = Claude(repository, ANN, repository.worktree("ann"))
    repository.git("sparse-checkout", "set", "own", cwd=ann.cwd)
    ann.send("SessionStart", source="startup")
    return ann


def commits(ann: Claude) -> Result:
    return ann.repository.run(["git", "commit", "-qam", "own"], ann.cwd, **ann.env)


def test_what_was_told_of_a_file_that_is_left_out_counts(ann: Claude, bob: Session) -> None:
    ann.reads("lib/api.py")
    bob.lands("lib/api.py", CHANGED)
    assert "+def f(x, y)" in ann.edits("own/a.py", "1\n", "2\n")
    ann.edits("own/a.py", "2\n", "3\n")
    assert commits(ann).ok


def test_a_change_of_it_that_was_not_told_rejects(ann: Claude, bob: Session) -> None:
    ann.reads("lib/api.py")
    ann.edits("own/a.py", "1\n", "2\n")
    bob.lands("lib/api.py", CHANGED)
    assert commits(ann).rejected == ["CG101 lib/api.py"]


def test_to_find_nothing_is_no_look_at_what_has_changed(ann: Claude, bob: Session) -> None:
    ann.repository.git("sparse-checkout", "disable", cwd=ann.cwd)
    ann.reads("lib/api.py")
    ann.edits("own/a.py", "1\n", "2\n")
    ann.repository.git("sparse-checkout", "set", "own", cwd=ann.cwd)
    bob.lands("lib/api.py", CHANGED)
    assert ann.repository.run(["git", "merge", "-q", "--autostash", "main"], ann.cwd, **ann.env).ok
    ann.repository.coordgit("read", "lib/api.py", cwd=ann.cwd, **ann.env)
    assert commits(ann).rejected == ["CG101 lib/api.py"]


def test_a_path_that_no_branch_has_is_absent_as_ever(ann: Claude, bob: Session) -> None:
    ann.reads("lib/new.py")
    ann.edits("own/a.py", "1\n", "2\n")
    bob.lands("lib/new.py", "1\n")
    assert commits(ann).rejected == ["CG103 lib/new.py"]
