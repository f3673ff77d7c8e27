"""A landing of a merge that no branch was validated with: its sides are asked as if one landed after the other."""

import pytest

from tests.support.repository import CHANGED, Repository, Result, Session

pytestmark = pytest.mark.nightly

PATHS = {"api.py": ["CG101 api.py"], "other.py": []}


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann, on a branch of her own, has committed what rests on api.py; nothing has landed since."""
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    ann = repository.session("ann", repository.worktree("w", "work"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    return ann


def cat(repository: Repository, path: str) -> Session:
    """Cat has changed a path, on another branch."""
    cat = repository.session("cat", repository.worktree("t", "topic"))
    cat.lands(path, CHANGED)
    return cat


def merged(dan: Session, onto: str, *others: str) -> str:
    """The commit that Dan makes on a detached HEAD."""
    assert dan.git("checkout", "-q", "--detach", onto).ok
    assert dan.git("merge", "-q", "--no-edit", *others).ok
    return dan.repository.head(cwd=dan.cwd)


@pytest.fixture
def dan(repository: Repository) -> Session:
    repository.git("worktree", "add", "-q", "--detach", str(repository.folder / "d"), "main")
    return repository.session("dan", repository.folder / "d")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("how", ["forward", "push"])
def test_a_merge_made_on_a_detached_head_is_asked_where_it_lands(
    repository: Repository, ann: Session, dan: Session, how: str, path: str
) -> None:
    cat(repository, path)
    if how == "push":
        repository.git("init", "-q", "--bare", str(repository.folder / "o.git"))
        repository.git("remote", "add", "origin", str(repository.folder / "o.git"))
        repository.git("push", "-q", "-u", "origin", "main")
    made = merged(dan, "topic", "work")
    landing = dan.git("push", "-q", "origin", "HEAD:main") if how == "push" else land(repository, made)
    assert landing.rejected == PATHS[path], landing.err


def land(repository: Repository, *merge: str) -> Result:
    return repository.session("bob").git("merge", "-q", "--no-edit", *merge)


@pytest.mark.parametrize("path", PATHS)
def test_an_octopus_asks_each_side_about_those_before_it(repository: Repository, ann: Session, path: str) -> None:
    cat(repository, path)
    assert land(repository, "topic", "work").rejected == PATHS[path]


def test_a_side_is_not_asked_about_those_after_it(repository: Repository, ann: Session, dan: Session) -> None:
    cat(repository, "api.py")
    assert land(repository, "work", "topic").ok


def test_one_side_of_a_write_skew_is_asked(repository: Repository, ann: Session) -> None:
    other = repository.session("cat", repository.worktree("t", "topic"))
    other.reads("caller.py")
    other.lands("api.py", CHANGED)
    assert land(repository, "work", "topic").rejected == ["CG103 caller.py"]


def test_a_merge_of_what_has_been_merged_before_asks_nothing(repository: Repository, ann: Session, dan: Session) -> None:
    cat(repository, "api.py")
    ann.reads("--at", "topic", "api.py")
    assert ann.git("merge", "-q", "--no-edit", "topic").ok
    ann.lands("caller.py", "f(1, 2)\n")
    assert land(repository, merged(dan, "topic", "--no-ff", "work")).ok


def test_who_reads_it_again_lands(repository: Repository, ann: Session, dan: Session) -> None:
    cat(repository, "api.py")
    made = merged(dan, "topic", "work")
    assert land(repository, made).rejected == ["CG101 api.py"]
    ann.reads("--at", made, "api.py")
    assert land(repository, made).ok


def test_a_merge_that_was_validated_with_its_branch_is_not_asked_again(repository: Repository, ann: Session) -> None:
    there = cat(repository, "api.py")
    denied = there.git("merge", "-q", "--no-edit", "work")
    assert denied.rejected == ["CG101 api.py"]
    assert there.coordgit("ack", denied.verdict, "--why", "it passes both").ok
    assert there.git("commit", "-q", "--no-edit").ok
    assert land(repository, "--ff-only", "topic").ok
