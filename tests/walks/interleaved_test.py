"""A landing of several commits: each rests on what its session knew of the commits before it, not of the target alone."""

from pathlib import Path

import pytest

from tests.support.repository import API, CHANGED, Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has committed on a branch of her own, after she read api.py; nothing has landed since."""
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n"})
    ann = repository.session("ann", repository.worktree("work"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    return ann


def outside(repository: Repository, path: str) -> Path:
    """A clone with one more commit on a branch that is not a target."""
    clone = repository.folder / "clone"
    repository.git("clone", "-q", str(repository.top), str(clone), cwd=repository.folder)
    repository.git("switch", "-qc", "topic", "origin/main", cwd=clone)
    repository.commit_files({path: CHANGED}, "elsewhere", cwd=clone)
    repository.git("switch", "-q", "main", cwd=clone)  # its HEAD is a target of who fetches from it
    return clone


@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_commit_rebased_onto_what_a_pull_brought_is_asked_when_it_lands(
    repository: Repository, ann: Session, bob: Session, path: str, who: str
) -> None:
    assert ann.git("pull", "-q", "--rebase", str(outside(repository, path)), "topic").ok
    landing = repository.session(who).git("merge", "-q", "--ff-only", "work")
    assert landing.rejected == (["CG101 api.py"] if path == "api.py" else []), landing.err
    assert landing.ok == (path == "other.py")


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_commit_rebased_onto_a_branch_that_has_not_landed_is_asked_when_it_lands(
    repository: Repository, ann: Session, bob: Session, path: str
) -> None:
    repository.session("cat", repository.worktree("topic")).lands(path, CHANGED)
    assert ann.git("rebase", "-q", "topic").ok
    landing = bob.git("merge", "-q", "--no-ff", "--no-edit", "work")
    assert landing.rejected == (["CG101 api.py"] if path == "api.py" else []), landing.err


def test_who_read_again_after_the_rebase_lands(repository: Repository, ann: Session, bob: Session) -> None:
    assert ann.git("pull", "-q", "--rebase", str(outside(repository, "api.py")), "topic").ok
    assert bob.git("merge", "-q", "--ff-only", "work").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert bob.git("merge", "-q", "--ff-only", "work").ok


def test_who_makes_the_update_reads_what_it_brings_and_lands(repository: Repository, ann: Session, bob: Session) -> None:
    assert ann.git("pull", "-q", "--rebase", str(outside(repository, "api.py")), "topic").ok
    there = repository.session("ann")
    assert there.git("merge", "-q", "--ff-only", "work").rejected == ["CG101 api.py"]
    there.reads("api.py")
    assert there.git("merge", "-q", "--ff-only", "work").ok


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_commit_made_on_a_detached_head_is_asked_about_what_is_below_it(
    repository: Repository, ann: Session, bob: Session, path: str
) -> None:
    dan = repository.session("dan", repository.folder / "d")
    repository.git("worktree", "add", "-q", "--detach", str(dan.cwd), "main")
    dan.reads("api.py")
    repository.session("cat", repository.worktree("topic")).lands(path, CHANGED)
    assert dan.git("checkout", "-q", "--detach", "topic").ok
    made = dan.lands("mine.py", "f(1)\n")
    landing = bob.git("merge", "-q", "--ff-only", made)
    assert landing.rejected == (["CG101 api.py"] if path == "api.py" else []), landing.err


def test_a_commit_that_came_before_the_change_lands(repository: Repository, ann: Session, bob: Session) -> None:
    repository.session("cat", ann.cwd).lands("api.py", CHANGED)
    assert bob.git("merge", "-q", "--ff-only", "work").ok


@pytest.mark.parametrize("knew", [True, False])
def test_what_was_read_on_the_target_after_the_commit_is_not_a_reason(
    repository: Repository, ann: Session, bob: Session, knew: bool
) -> None:
    repository.session("cat", ann.cwd).lands("api.py", CHANGED)
    dan = repository.session("dan", ann.cwd)
    if knew:
        dan.reads("api.py")
    dan.lands("mine.py", "f(1, 2)\n")
    repository.session("dan").reads("api.py")
    assert bob.git("merge", "-q", "--ff-only", "work").ok


@pytest.mark.parametrize("brought", ["a target", "no target"])
def test_a_rebase_of_the_target_itself_asks_what_it_brings_unless_that_is_a_target(
    repository: Repository, ann: Session, bob: Session, brought: str
) -> None:
    clone = outside(repository, "api.py")
    repository.git("remote", "add", "origin", str(clone))
    repository.git("fetch", "-q", "origin")
    there = repository.session("ann")
    there.lands("mine.py", "1\n")
    if brought == "a target":
        repository.git("branch", "-q", "--set-upstream-to=origin/topic", "main")
    rebased = there.git("rebase", "-q", "origin/topic")
    assert rebased.rejected == ([] if brought == "a target" else ["CG101 api.py"]), rebased.err
    if brought == "a target":
        assert there.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("swaps", [False, True])
def test_a_rebase_of_the_target_onto_another_asks_about_what_others_have_in_between_alone(
    repository: Repository, ann: Session, bob: Session, path: str, swaps: bool
) -> None:
    repository.git("remote", "add", "origin", str(outside(repository, "api.py")))
    repository.git("fetch", "-q", "origin")
    repository.git("branch", "-q", "--set-upstream-to=origin/topic", "main")
    bob.lands("first.py", "1\n")
    there = repository.session("ann")
    there.reads("api.py")
    there.lands("mine.py", "1\n")
    bob.lands(path, f"{repository.git('show', f'main:{path}')}\n# more\n")
    swap = "sed -i -e 2h -e 2d -e 3G" if swaps else "true"  # ann's commit comes after bob's
    rebased = bob.git("rebase", "-q", "-i", "origin/topic", GIT_SEQUENCE_EDITOR=swap)
    assert {*rebased.rejected} == ({"CG101 api.py"} if swaps and path == "api.py" else set()), rebased.err


@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("move", ["merge -q --ff-only", "update-ref refs/heads/main", "reset -q --hard"])
def test_a_landing_of_commits_that_were_rebased_onto_another_target_asks_about_it(
    repository: Repository, ann: Session, bob: Session, path: str, move: str
) -> None:
    repository.git("remote", "add", "origin", str(outside(repository, path)))
    repository.git("fetch", "-q", "origin")
    repository.git("branch", "-q", "--set-upstream-to=origin/topic", "main")
    there = repository.session("cat", ann.cwd)
    there.reads("api.py")
    there.lands("mine.py", "1\n")
    assert ann.git("rebase", "-q", "origin/topic").ok
    landing = bob.git(*move.split(), "work")
    assert landing.rejected == (["CG101 api.py"] if path == "api.py" else []), landing.err


@pytest.mark.parametrize("changed", ["", "api.py", "other.py"])
def test_who_rewrites_commits_that_were_read_is_asked_only_about_what_becomes_another_text(
    repository: Repository, changed: str
) -> None:
    """As tools do that rewrite a history without a rebase, such as git filter-branch."""
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n"})
    tip = repository.head()
    for number in (1, 2):
        repository.session("bob").lands("api.py", f"{API}# {number}\n")
    ann = repository.session("ann", repository.worktree("work"))
    ann.reads("api.py")
    index = str(repository.folder / "index")
    for commit in ("main~1", "main"):
        repository.git("read-tree", commit, GIT_INDEX_FILE=index)
        if changed:
            blob = repository.git("rev-parse", "main~2:other.py" if changed == "api.py" else "main:api.py")
            repository.git("update-index", "--cacheinfo", f"100644,{blob},{changed}", GIT_INDEX_FILE=index)
        tip = repository.git("commit-tree", "-p", tip, "-m", "anew", repository.git("write-tree", GIT_INDEX_FILE=index))
    moved = ann.git("update-ref", "refs/heads/main", tip)
    assert moved.rejected == (["CG101 api.py"] if changed == "api.py" else []), moved.err
    assert moved.ok == (changed != "api.py")
