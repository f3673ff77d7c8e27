"""What has landed on a target is brought to another one: its session's reads are asked there, and no more where it has landed."""

import pytest

from tests.support.repository import Repository, Session
from tests.support.way_on import obey

WAYS = ["cherry-pick -x main~1", "merge -q --no-edit hotfix", "merge -q --squash hotfix && git commit -qm fix"]


@pytest.fixture
def cat(repository: Repository) -> Session:
    """Main and a release branch are targets; cat works on the release branch, ann on a hotfix that began where both were."""
    repository.begin(api__py="1\n", other__py="1\n", more__py="1\n")
    repository.git("branch", "release")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "release")
    repository.git("worktree", "add", "-q", str(repository.folder / "stable"), "release")
    ann = repository.session("ann", repository.worktree("hotfix"))
    ann.reads("api.py", "other.py")
    ann.lands("api.py", "2\n")
    return repository.session("cat", repository.folder / "stable")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("landed", [True, False], ids=["landed on main", "on its branch"])
def test_what_main_has_changed_since_the_work_landed_there_is_not_asked_on_a_release_branch(
    repository: Repository, cat: Session, landed: bool, way: str
) -> None:
    bob = repository.session("bob")
    if landed:
        assert bob.git("merge", "-q", "--ff-only", "hotfix").ok
    bob.lands("other.py", "2\n")
    way = way if landed else way.replace("main~1", "hotfix")
    done = repository.run(["sh", "-c", f"git {way}"], cat.cwd, **cat.env)
    assert done.rejected == ([] if landed else ["CG101 other.py"]), done.err
    if landed:
        denied = repository.session("ann", repository.top).commits("new.py", "1\n")
        assert denied.rejected == ["CG101 other.py"], "there it is stale as before"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["other.py", "more.py"])
def test_what_the_release_branch_has_changed_is_asked(repository: Repository, cat: Session, way: str, path: str) -> None:
    bob = repository.session("bob")
    assert bob.git("merge", "-q", "--ff-only", "hotfix").ok
    bob.lands("new.py", "2\n")
    repository.session("dan", cat.cwd).lands(path, "2\n")
    done = repository.run(["sh", "-c", f"git {way}"], cat.cwd, **cat.env)
    assert done.rejected == (["CG101 other.py"] if path == "other.py" else []), done.err


@pytest.mark.parametrize("beside", ["release", "fix"])
def test_another_target_is_read_where_it_is_and_not_merged_into_a_target(
    repository: Repository, cat: Session, beside: str
) -> None:
    """Into a branch of its own it is merged."""
    if beside == "fix":
        assert cat.git("switch", "-qc", "fix").ok
    cat.reads("other.py")
    repository.session("bob").lands("other.py", "2\n")
    denied = cat.commits("new.py", "1\n")
    assert denied.rejected == ["CG101 other.py"]
    merged = "bring main in (git merge --autostash main), read other.py again (coordgit read other.py)"
    way = "read other.py as it is on main (coordgit read --at main other.py)" if beside == "release" else merged
    assert f"next: {way}, adapt your change if it needs it" in denied.err
    assert obey(cat, denied, lambda: cat.git("commit", "-qm", "new"))[-1].ok


@pytest.mark.parametrize("picked", ["main~1", "side"])
def test_who_committed_in_the_same_second_is_asked_only_of_its_own_commit(repository: Repository, picked: str) -> None:
    """All sessions have one author: date and author tell nothing of whose a commit is that git names."""
    second = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2001-01-01T00:00:00Z")
    repository.begin(api__py="1\n", other__py="1\n", more__py="1\n")
    cat = repository.session("cat", repository.worktree("release"))
    dan = repository.session("dan", repository.worktree("side"))
    ann, bob = repository.session("ann"), repository.session("bob")
    dan.reads("other.py")
    for session, path in ((ann, "api.py"), (dan, "more.py")):
        session.writes(path, "2\n")
        assert session.git("commit", "-qm", "two", path, **second).ok
    bob.lands("other.py", "2\n")
    done = cat.git("cherry-pick", "-x", picked)
    if picked == "side":
        assert done.rejected == ["CG101 other.py"]
    else:
        assert done.ok and cat.commits("version", "2\n").ok
        assert bob.git("merge", "-q", "--no-ff", "--no-edit", "release").ok
