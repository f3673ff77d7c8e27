"""Whole paths of what another session's commit changed are taken back by an amend, or where a rebase stops: seen or unseen."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.provenance_outside_test import cloned

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


EDIT = "GIT_SEQUENCE_EDITOR='sed -i 1s/pick/edit/' git rebase -q -i HEAD~2; "
MAKES = "echo 'f(1)' >>caller.py; git commit -qa"
AMENDED = f"git checkout -q HEAD~1 -- api.py; {MAKES} --amend -m both"
STOPPED = {
    "amended": AMENDED,
    "made anew": f"git reset -q --hard HEAD^; {MAKES} -m anew",
}


@pytest.mark.parametrize("knows", [True, False])
@pytest.mark.parametrize("way", STOPPED)
def test_a_path_of_anothers_landed_commit_is_left_out_where_a_rebase_stops(
    repository: Repository, ann: Claude, bob: Session, way: str, knows: bool
) -> None:
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "1\n")
    if knows:
        ann.reads("api.py")
    rebased = ann.runs(EDIT + STOPPED[way] + "; git rebase --continue")
    assert rebased.rejected == ([] if knows else ["CG201 api.py"]), rebased.err
    assert repository.git("show", "main:api.py") == (CODE if knows else CHANGED).strip()


@pytest.mark.parametrize("more", ["echo 'f(1)' >>caller.py", "sed -i 's/line 9$/line 9 of ann/' api.py"])
def test_anothers_landed_commit_is_added_to_where_a_rebase_stops(
    repository: Repository, ann: Claude, bob: Session, more: str
) -> None:
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "1\n")
    rebased = ann.runs(f"{EDIT}{more}; git commit -qa --amend -m both; git rebase --continue")
    assert rebased.ok, rebased.err


@pytest.mark.parametrize("knows", [True, False])
def test_a_path_of_anothers_landed_commit_is_left_out_below_a_branch_that_is_rebased_with_main(
    repository: Repository, ann: Claude, bob: Session, knows: bool
) -> None:
    bob.lands("api.py", CHANGED)
    if knows:
        ann.reads("api.py")
    assert ann.runs("git switch -qc feature; echo 2 >new.py; git add new.py; git commit -qm new").ok
    rebase = EDIT.replace("rebase -q", "rebase -q --update-refs")
    rebased = ann.runs(f"{rebase}{AMENDED}; git rebase --continue")
    assert rebased.rejected == ([] if knows else ["CG201 api.py"]), rebased.err


def test_a_pull_rebases_anothers_unpushed_commit_beside_its_own(repository: Repository, ann: Claude, bob: Session) -> None:
    there = cloned(repository, "other.py", "2\n")
    repository.git("revert", "--no-edit", "HEAD", cwd=there)
    repository.commit_files({"third.py": "3\n"}, cwd=there)
    bob.lands("api.py", CHANGED)
    assert ann.runs("echo 'f(1)' >>caller.py; git commit -qam call").ok
    for _ in range(2):
        pulled = ann.runs(f"git pull -q --rebase {there} main")
        assert pulled.ok, pulled.err
        repository.git("revert", "--no-edit", "HEAD", cwd=there)
    assert repository.git("show", "main:api.py") == CHANGED.strip()


def test_an_own_change_that_others_dropped_and_brought_back_is_named_by_the_commit_that_has_it(repository: Repository) -> None:
    """Not by whatever is at the tip."""
    repository.begin(api__py="1\n", other__py="1\n")
    ann, bob = Claude(repository, "ann", repository.worktree("side")), repository.session("bob", repository.folder / "side")
    ann.reads("api.py")
    ann.edits("api.py", "1", "2")
    assert ann.commits("api.py").ok
    made = repository.head("side")
    bob.lands("other.py", "2\n")
    assert bob.git("rebase", "-q", "--onto", "main", made).ok
    assert "-2\n+1\n" in ann.runs("true").out
    assert repository.session("cat").git("cherry-pick", "-x", made).ok
    assert bob.git("rebase", "-q", "main").ok
    bob.lands("newer.py", "1\n")
    denied = ann.runs("git commit -q --allow-empty -m work")
    assert denied.rejected == ["CG101 api.py"]
    assert f'changed by {repository.head("main")[:7]} "work of ann" (Dev' in denied.err, denied.err
