"""A pull brings a commit that takes back an earlier one, in a file that the session has changed too: the session does not."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.provenance_outside_test import cloned

CODE = "".join(f"line {n}\n" for n in range(1, 21))
CHANGED = CODE.replace("line 5\n", "line 5, changed\n").replace("line 10\n", "line 10, changed\n")
OWN = CODE.replace("line 15\n", "line 15, ann's\n")
WAYS = {"merges": "--no-rebase --no-edit", "rebases": "--rebase"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"api.py": CODE, "other.py": "1\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


@pytest.fixture
def there(repository: Repository, ann: Claude) -> Path:
    """A clone whose change of her file she has pulled, unseen, before it is taken back there."""
    ann.edits("api.py", "line 15\n", "line 15, ann's\n")
    clone = cloned(repository, "api.py", CHANGED)
    assert ann.commits("api.py").ok
    return clone


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("then", WAYS)
def test_what_is_taken_back_elsewhere_comes_with_a_pull(
    repository: Repository, ann: Claude, there: Path, first: str, then: str
) -> None:
    assert ann.runs(f"git pull -q {WAYS[first]} {there} main").ok
    repository.git("revert", "--no-edit", "HEAD", cwd=there)
    pulled = ann.runs(f"git pull -q {WAYS[then]} {there} main")
    assert pulled.ok, pulled.err
    assert repository.git("show", "main:api.py") == OWN.strip()


@pytest.mark.parametrize("more", [True, False])
def test_the_merge_takes_back_more_than_was_taken_back_elsewhere(
    repository: Repository, ann: Claude, there: Path, more: bool
) -> None:
    assert ann.runs(f"git pull -q {WAYS['merges']} {there} main").ok
    repository.commit_files({"api.py": CHANGED.replace("line 5, changed\n", "line 5\n")}, cwd=there)
    edit = "sed -i 's/^line 10, changed$/line 10/' api.py" if more else "echo 2 >other.py"
    merged = ann.runs(f"git pull -q --no-rebase --no-commit {there} main; {edit}; git commit -qam merged")
    assert merged.rejected == (["CG201 api.py"] if more else []), merged.err


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("landed", [True, False])
def test_what_another_session_takes_back_here_comes_with_a_pull(
    repository: Repository, ann: Claude, way: str, landed: bool
) -> None:
    """Bob has been asked about it when he committed, wherever that has landed since."""
    repository.git("init", "-q", "--bare", "../there.git")
    repository.git("remote", "add", "origin", "../there.git")
    repository.git("push", "-q", "-u", "origin", "main")
    bob = repository.session("bob", repository.worktree("feature"))
    ann.edits("api.py", "line 15\n", "line 15, ann's\n")
    bob.lands("api.py", CHANGED)
    assert bob.git("push", "-q", "origin", "HEAD:main", "HEAD:feature").ok
    assert ann.commits("api.py").ok and ann.runs(f"git pull -q {WAYS[way]}").ok
    assert bob.git("revert", "--no-edit", "HEAD").ok
    assert bob.git("push", "-q", "origin", "HEAD:main" if landed else "HEAD:feature").ok
    pulled = ann.runs(f"git pull -q {WAYS[way]} origin {'main' if landed else 'feature'}")
    assert pulled.ok, pulled.err


MERGE = "git merge -q --no-edit"


@pytest.fixture
def dan(repository: Repository, ann: Claude) -> Session:
    """Who works on a branch beside main, on which ann has landed her own line of the file."""
    ann.edits("api.py", "line 15\n", "line 15, ann's\n")
    dan = repository.session("dan", repository.worktree("feature"))
    assert ann.commits("api.py").ok
    return dan


def test_a_branch_takes_back_what_it_has_brought(repository: Repository, ann: Claude, dan: Session) -> None:
    dan.lands("api.py", CHANGED)
    assert ann.runs(f"{MERGE} feature").ok
    assert dan.git("revert", "--no-edit", "HEAD").ok
    taken = ann.runs(f"{MERGE} feature")
    assert taken.ok, taken.err
    assert repository.git("show", "main:api.py") == OWN.strip()


def test_what_she_takes_back_besides_is_hers(repository: Repository, ann: Claude, dan: Session) -> None:
    dan.lands("api.py", CHANGED)
    assert ann.runs(f"{MERGE} feature").ok
    assert dan.commits("api.py", CHANGED.replace("line 5, changed\n", "line 5\n")).ok
    taken = ann.runs("git merge -q --no-commit feature; sed -i 's/^line 10, changed$/line 10/' api.py; git commit -qam both")
    assert taken.rejected == ["CG201 api.py"], taken.err


@pytest.mark.parametrize("at", ["feature", "a detached HEAD"])
def test_who_takes_back_what_it_has_not_seen_is_asked(repository: Repository, ann: Claude, dan: Session, at: str) -> None:
    bob = Claude(repository, "00000000-0000-4000-8000-00000000000b", dan.cwd)
    dan.lands("api.py", CHANGED)
    assert ann.runs(f"{MERGE} feature").ok
    if at != "feature":
        assert bob.runs("git checkout -q --detach").ok
    back = bob.runs("git checkout -q HEAD~1 -- api.py; git commit -qm back")
    assert back.rejected == (["CG201 api.py"] if at == "feature" else []), back.err
    if at != "feature":
        taken = ann.runs(f"{MERGE} {repository.head(cwd=dan.cwd)}")
        assert taken.rejected == ["CG201 api.py"], taken.err


@pytest.mark.parametrize("asked", [True, False], ids=["on a branch", "on a detached HEAD"])
def test_only_a_branch_was_asked_when_it_took_the_commit(repository: Repository, ann: Claude, dan: Session, asked: bool) -> None:
    """Who took it back there goes on from the version of main, and is taken to know it."""
    bob = Claude(repository, "00000000-0000-4000-8000-00000000000b", repository.worktree("bobs"))
    dan.lands("api.py", CHANGED)
    assert ann.runs(f"{MERGE} feature").ok
    assert bob.runs("git merge -q main" if asked else "git checkout -q --detach main").ok
    assert ann.runs("echo 2 >other.py; git commit -qam other").ok
    if asked:
        assert bob.runs("git log -p -m -1 -- api.py; coordgit read api.py").ok
    assert bob.runs("git show HEAD~1:api.py >api.py; git commit -qam back; git branch there").ok
    taken = ann.runs(f"{MERGE} there")
    assert taken.rejected == ([] if asked else ["CG201 api.py"]), taken.err
