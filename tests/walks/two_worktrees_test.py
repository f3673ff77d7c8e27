"""One session that edits one path in two worktrees: what lands from the one is not what the other has."""

from pathlib import Path

import pytest

from coordgit.store import writes
from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def apart(repository: Repository) -> Path:
    repository.commit_files({"f.py": "a\n"})
    repository.git("config", "coordgit.siblings", "off")
    return repository.worktree("apart")


@pytest.fixture
def here(repository: Repository, apart: Path) -> Claude:
    return Claude(repository, ANN)


@pytest.fixture
def there(repository: Repository, apart: Path) -> Claude:
    there = Claude(repository, ANN, apart)
    there.calls = 100
    return there


@pytest.fixture
def bob(repository: Repository, apart: Path) -> Session:
    return repository.session("bob", apart)


def writes_over_bob(here: Claude, there: Claude, bob: Session) -> None:
    there.reads("f.py")
    here.reads("f.py")
    bob.lands("f.py", "b\n")
    there.writes("f.py", "c\n")


def pending(claude: Claude) -> list[str]:
    """The paths of the edits that are not settled."""
    with claude.repository.store() as store:
        return [write.path for write in writes.of_session(store, ANN)]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_landing_in_one_worktree_settles_no_lost_update_in_another(
    here: Claude, there: Claude, bob: Session, elsewhere: bool
) -> None:
    writes_over_bob(here, there, bob)
    if elsewhere:
        here.edits("f.py", "a\n", "z\n")
        assert here.commits("f.py").ok
    assert there.commits("f.py").rejected == ["CG201 f.py"]


def test_a_lost_update_in_one_worktree_rejects_nothing_in_another(here: Claude, there: Claude, bob: Session) -> None:
    writes_over_bob(here, there, bob)
    for old, new in (("a\n", "y\n"), ("y\n", "z\n")):
        here.edits("f.py", old, new)
        assert here.commits("f.py").ok


def test_a_lost_update_is_none_the_less_when_it_is_carried_elsewhere(
    repository: Repository, here: Claude, there: Claude, bob: Session
) -> None:
    writes_over_bob(here, there, bob)
    repository.git("merge", "-q", "apart")
    repository.write("f.py", "c\n")
    assert here.commits("f.py").rejected == ["CG201 f.py"]


def test_a_commit_of_an_edit_settles_it_whatever_a_formatter_made_of_it(repository: Repository, there: Claude) -> None:
    there.reads("f.py")
    there.edits("f.py", "a\n", "b\n")
    repository.write("f.py", "b  # formatted\n", there.cwd)
    assert there.commits("f.py").ok
    assert pending(there) == []


@pytest.mark.parametrize("way", ["merge --ff-only", "merge --no-ff", "cherry-pick"])
def test_what_another_worktree_lands_settles_the_edit_it_was(
    repository: Repository, here: Claude, there: Claude, way: str
) -> None:
    repository.git("checkout", "-q", "--detach", cwd=there.cwd)
    there.reads("f.py")
    there.edits("f.py", "a\n", "b\n")
    assert repository.run(["git", "commit", "-qam", "there"], there.cwd, **there.env).ok  # no hook call has taken it in yet
    assert pending(there) == ["f.py"]
    commit = repository.head(cwd=there.cwd)
    assert here.runs(f"git {way} {commit}").ok
    assert pending(there) == []


def test_an_edit_that_is_not_what_landed_is_still_to_come(here: Claude, there: Claude) -> None:
    there.reads("f.py")
    there.edits("f.py", "a\n", "b\n")
    here.edits("f.py", "a\n", "z\n")
    assert here.commits("f.py").ok
    assert pending(there) == ["f.py"]
    assert there.commits("f.py").ok
    assert pending(there) == []
