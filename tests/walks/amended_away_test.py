"""An amend that takes back, in whole paths, what another session's commit had changed undoes it as any commit would."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

CODE = "".join(f"line {n}\n" for n in range(1, 21))
CHANGED = CODE.replace("line 5\n", "line 5, bob's\n")
AMEND = "echo 'f(1)' >>caller.py; git commit -qa --amend -m both"
WAYS = {
    "from its parent": (f"git checkout -q HEAD~1 -- api.py; {AMEND}", "CG201 api.py"),
    "until nothing is left": ("git checkout -q HEAD~1 -- api.py; git commit -qa --amend --allow-empty -m none", "CG201 api.py"),
    "in the index alone": (
        "git update-index --cacheinfo 100644,$(git rev-parse HEAD~1:api.py),api.py; git commit -q --amend --allow-empty -m old",
        "CG203 api.py",
    ),
}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"api.py": CODE, "caller.py": "1\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


@pytest.mark.daily(2)
@pytest.mark.parametrize("way", WAYS)
def test_an_amend_that_takes_back_a_path_of_anothers_commit_unseen_is_rejected(
    repository: Repository, ann: Claude, bob: Session, way: str
) -> None:
    command, code = WAYS[way]
    bob.lands("api.py", CHANGED)
    assert ann.runs(command).rejected == [code]
    assert repository.git("show", "main:api.py") == CHANGED.strip()


def test_the_way_on_amends_the_rest(repository: Repository, ann: Claude, bob: Session) -> None:
    bob.lands("api.py", CHANGED)
    assert "take api.py as the branch has it (git restore " in ann.runs(WAYS["from its parent"][0]).err
    amended = ann.runs("git restore --source=HEAD --staged --worktree -- api.py && git commit -qa --amend -m both")
    assert amended.ok, amended.err
    assert repository.git("show", "main:api.py") == CHANGED.strip()
    assert repository.git("show", "main:caller.py") == "1\nf(1)"


@pytest.mark.parametrize("whose", ["its own", "one that it has read"])
def test_an_amend_may_take_back_what_its_session_knows(repository: Repository, ann: Claude, bob: Session, whose: str) -> None:
    if whose == "its own":
        ann.writes("api.py", CHANGED)
        assert ann.commits("api.py").ok
    else:
        bob.lands("api.py", CHANGED)
        ann.reads("api.py")
    amended = ann.runs(WAYS["from its parent"][0])
    assert amended.ok, amended.err
    assert repository.git("show", "main:api.py") == CODE.strip()


def test_an_amend_that_adds_to_anothers_commit_takes_nothing_back(repository: Repository, ann: Claude, bob: Session) -> None:
    bob.lands("api.py", CHANGED)
    amended = ann.runs(AMEND)
    assert amended.ok, amended.err
