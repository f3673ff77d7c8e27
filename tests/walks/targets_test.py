"""Which branches work is meant for, without and with settings."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

CHANGED = {"api.py": "2\n"}


def trunk(folder: Path) -> Repository:
    """A repository without a remote whose only long-lived branch is ``trunk``."""
    repository = Repository(folder, init=("-b", "trunk"))
    repository.begin(api__py="1\n")
    return repository


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_without_a_remote_the_only_long_lived_branch_is_the_target(tmp_path: Path, path: str) -> None:
    repository = trunk(tmp_path)
    ann, bob = repository.session("ann", repository.worktree("ann", at="trunk")), repository.session("bob")
    ann.reads("api.py")
    bob.lands(path, "2\n")
    assert ann.commits("new.py", "1\n").rejected == (["CG101 api.py"] if path == "api.py" else [])


def test_a_branch_made_from_the_only_long_lived_one_is_no_target(tmp_path: Path) -> None:
    repository = trunk(tmp_path)
    ann, bob = repository.session("ann", repository.worktree("ann", at="trunk")), repository.session("bob")
    bob.reads("api.py")
    ann.lands("api.py", "2\n")
    assert bob.commits("new.py", "1\n").ok


@pytest.mark.parametrize(("upstream", "rejected"), [("main", ["CG101 api.py"]), ("release", ["CG101 api.py"])])
def test_the_upstream_of_a_branch_is_a_target(repository: Repository, upstream: str, rejected: list[str]) -> None:
    repository.begin(api__py="1\n")
    if upstream != "main":
        repository.git("branch", upstream)
    cat = repository.worktree("ann", at=upstream)
    repository.git("branch", "-q", f"--set-upstream-to={upstream}", "ann")
    ann = repository.session("ann", cat)
    ann.reads("api.py")
    other = repository.top if upstream == "main" else repository.folder / "other"
    if upstream != "main":
        repository.git("worktree", "add", "-q", str(other), upstream)
    repository.session("bob", other).lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == rejected


def test_the_published_copy_of_a_branch_is_no_target(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    repository.git("clone", "-q", "--bare", str(repository.top), str(repository.folder / "hub.git"))
    repository.git("remote", "add", "hub", str(repository.folder / "hub.git"))
    ann = repository.session("ann", repository.worktree("ann"))
    ann.lands("mine.py", "1\n")
    assert ann.git("push", "-q", "-u", "hub", "ann").ok
    ann.reads("api.py")
    other = repository.folder / "other"
    repository.git("clone", "-q", "-b", "ann", str(repository.folder / "hub.git"), str(other))
    repository.commit_files(CHANGED, cwd=other)
    repository.git("push", "-q", cwd=other)
    repository.git("fetch", "-q", "hub")
    assert ann.commits("new.py", "1\n").ok


def test_a_branch_can_have_a_target_of_its_own(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    repository.git("branch", "release")
    repository.git("config", "branch.ann.coordgitTarget", "release")
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    for session in (ann, cat):
        session.reads("api.py")
    other = repository.folder / "other"
    repository.git("worktree", "add", "-q", str(other), "release")
    repository.session("bob", other).lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    assert cat.commits("newer.py", "1\n").ok


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_that_a_file_is_gone_on_another_target_tells_nothing_of_what_others_have_put_into_it_here(
    repository: Repository, path: str
) -> None:
    repository.begin(api__py="1\n")
    repository.session("bob").lands("api.py", "1\ntheirs\n")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")
    release, his = repository.worktree("release", "next"), repository.worktree("his")
    ann = Claude(repository, "ann")
    ann.writes("api.py", "mine\ntheirs\n")
    ann.reads("api.py")
    dan, bob = repository.session("dan", release), repository.session("bob", his)
    assert dan.git("rm", "-q", "api.py").ok and dan.git("commit", "-qm", "gone").ok
    denied = ann.commits("api.py")
    assert denied.rejected == ["CG101 api.py"] and repository.coordgit("ack", denied.verdict, "--why", "next", **ann.env).ok
    bob.lands(path, "1\ntheirs\nmore\n")
    assert bob.git("update-ref", "refs/heads/main", "his").ok
    result = ann.commits("api.py")
    assert (result.ok, "CG201 api.py" in result.rejected) == (path == "other.py", path == "api.py")
