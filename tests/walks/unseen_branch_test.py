"""A branch that was made while no hook ran is listed as unverified, with the commits that no other branch is known to have."""

from collections.abc import Callable

import pytest

from tests.support.repository import API, CHANGED, UNHOOKED, Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.begin(api__py=API)
    repository.git("branch", "feat")
    return repository.session("ann")


def listed(session: Session) -> list[tuple[str, str, str]]:
    return [(one["ref"], one["old"], one["new"]) for one in session.json("log")["entries"] if one["outcome"] == "unverified"]


def make(repository: Repository, branch: str = "new") -> str:
    """A branch with a change of api.py, made without hooks; its commit."""
    repository.git(*UNHOOKED, "checkout", "-q", "-b", branch)
    repository.write("api.py", CHANGED)
    repository.git(*UNHOOKED, "commit", "-qam", "unseen")
    return repository.head()


def test_a_branch_that_no_hook_saw_is_listed_and_its_change_counts(ann: Session, repository: Repository) -> None:
    old = repository.head()
    ann.reads("api.py")
    new = make(repository)
    assert listed(ann) == [("refs/heads/new", old, new)]
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--ff-only", "new")
    assert listed(ann) == [("refs/heads/new", old, new)]
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_it_is_found_by_the_next_commit_on_it_as_well(ann: Session, repository: Repository) -> None:
    old, new = repository.head(), make(repository)
    assert ann.commits("caller.py", "f(1)\n").ok
    assert listed(ann) == [("refs/heads/new", old, new)]


def test_pre_commit_setting_up_what_is_missing_leaves_it_to_be_found(ann: Session, repository: Repository) -> None:
    old, new = repository.head(), make(repository)
    assert repository.coordgit("pre-commit").ok
    assert listed(ann) == [("refs/heads/new", old, new)]


def hidden(*words: str) -> Callable[[Repository], object]:
    return lambda repository: repository.git(*UNHOOKED, *words)


def _fetched(repository: Repository) -> None:
    repository.git("clone", "-q", ".", "../other")
    other = repository.folder / "other"
    repository.git("commit", "-q", "--allow-empty", "-m", "theirs", cwd=other)
    repository.git("remote", "add", "origin", "../other")
    repository.git(*UNHOOKED, "fetch", "-q", "origin", "HEAD:new", "+refs/heads/*:refs/remotes/origin/*")


def _another_name_of_a_deleted_one(repository: Repository) -> None:
    repository.git("checkout", "-q", "feat")
    repository.git("commit", "-q", "--allow-empty", "-m", "seen")
    repository.git("checkout", "-q", "main")
    commit = repository.head("feat")
    repository.git("branch", "-D", "feat")
    assert repository.coordgit("status").ok
    repository.git(*UNHOOKED, "branch", "new", commit)


@pytest.mark.parametrize(
    "made", [hidden("branch", "new"), hidden("branch", "-m", "feat", "new"), _fetched, _another_name_of_a_deleted_one]
)
def test_a_branch_without_a_commit_of_its_own_is_not_listed(
    ann: Session, repository: Repository, made: Callable[[Repository], object]
) -> None:
    made(repository)
    assert repository.head("new")
    assert listed(ann) == []
