"""A commit that another has reverted is its maker's work again where the revert has landed, not where a branch alone has it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.lost_update_test import BOTH, MINE, TEXT, THEIRS


@pytest.fixture
def bob(repository: Repository) -> Session:
    """Has read api.py, and changed a line of f.txt on main."""
    repository.commit_files({"api.py": "1\n", "f.txt": TEXT})
    repository.worktree("feat")
    bob = repository.session("bob")
    bob.reads("api.py")
    bob.lands("f.txt", THEIRS)
    return bob


def test_a_rebase_of_ones_own_work_beside_what_a_branch_had_taken_back_is_ones_own(repository: Repository, bob: Session) -> None:
    cat = Claude(repository, "cat", repository.folder / "feat")
    cat.reads("f.txt")
    cat.writes("api.py", "2\n")
    assert cat.commits("api.py").ok
    cat.edits("f.txt", "line 5\n", "line 5, ann's\n")
    assert cat.commits("f.txt").ok
    for command in ("merge -q --no-edit main", "revert --no-edit main", "rebase -q main", "reset -q --hard HEAD~1"):
        assert cat.runs(f"git {command}").ok
    assert (cat.cwd / "f.txt").read_text() == BOTH
    done = cat.runs("git -C ../repo merge -q --ff-only feat")
    assert done.ok, done.err


def test_what_main_had_taken_back_is_its_makers_work_beside_a_change_too(repository: Repository, bob: Session) -> None:
    cat = repository.session("cat")
    assert cat.git("revert", "--no-edit", "HEAD").ok
    cat.lands("api.py", "2\n")
    cat.lands("f.txt", MINE)
    assert cat.commits("f.txt", BOTH).rejected == ["CG101 api.py"]
