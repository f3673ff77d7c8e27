"""Whose reads and edits gc forgets, and whose it keeps; after it every decision is the one that it was before."""

import time
from typing import Any

import pytest

from coordgit.core.model import Epoch
from coordgit.store import deletions
from coordgit.store import sessions as sessions_
from tests.cli.ageing import DAY, age, collect, consistent, counts
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Sessions


def test_a_live_session_keeps_what_it_knows_however_old(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py", "gone.py")
    age(repository, 400)
    bob.lands("api.py", CHANGED)
    assert "reads" not in collect(repository)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_session_that_ended_lately_comes_back_with_what_it_knew(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 29)
    assert "reads" not in collect(repository)
    bob.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_session_that_ended_long_ago_is_forgotten(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py", "gone.py")
    ann.coordgit("session", "end")
    age(repository, 31)
    before = counts(repository)
    removed = collect(repository)
    assert (removed["reads"], removed["bases"]) == (2, 1)
    assert counts(repository)["reads"] == before["reads"] - 2
    assert repository.json("session", "show", "ann")["reads"] == []
    ann.reads("api.py")
    with repository.store() as store:
        assert consistent(store)


def test_a_session_that_comes_back_while_gc_runs_loses_nothing(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 31)
    with repository.store() as store:
        epoch = Epoch("ann", 1)
        repository.coordgit("session", "start", "--id", "ann")
        assert deletions.drop_reads(store, epoch, time.time() - 30 * DAY) == 0
        sessions_.end(store, "ann", time.time() - 31 * DAY)
        assert deletions.drop_reads(store, epoch, time.time() - 30 * DAY) == 1
        assert consistent(store)


def test_the_number_of_days_can_be_given(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 2)
    assert "reads" not in collect(repository, "--days", "3")
    assert collect(repository, "--days", "0.5")["reads"] == 1
    assert len(bob.json("session", "show")["reads"]) == 1
    assert repository.coordgit("gc", "--days", "-1").code == 2


def test_an_epoch_that_was_cleared_is_forgotten_once_its_commits_are_in_the_target(
    sessions: Sessions, repository: Repository
) -> None:
    sessions()
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "clear")
    age(repository, 400)
    assert "reads" not in collect(repository)
    repository.git("merge", "-q", "--ff-only", "ann")
    assert collect(repository)["reads"] == 1


def test_the_reads_behind_a_branch_that_has_not_landed_still_count_when_it_does(
    sessions: Sessions, repository: Repository
) -> None:
    (bob,) = sessions("bob")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "clear")
    ann.coordgit("session", "end")
    age(repository, 400)
    collect(repository)
    bob.lands("api.py", CHANGED)
    assert repository.run(["git", "merge", "-qm", "m", "ann"]).rejected == ["CG101 api.py"]


def test_a_branch_that_is_gone_keeps_nothing(sessions: Sessions, repository: Repository) -> None:
    sessions()
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "end")
    repository.git("worktree", "remove", str(ann.cwd))
    repository.git("branch", "-D", "ann")
    age(repository, 31)
    assert collect(repository)["reads"] == 1


def test_a_branch_on_a_remote_keeps_what_is_behind_it(sessions: Sessions, repository: Repository) -> None:
    sessions()
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "end")
    repository.git("update-ref", "refs/remotes/origin/ann", "ann")
    repository.git("worktree", "remove", str(ann.cwd))
    repository.git("branch", "-D", "ann")
    repository.git("reflog", "expire", "--expire=all", "--all")
    age(repository, 31)
    assert "reads" not in collect(repository)


def test_an_edit_that_is_not_committed_keeps_its_session_recognisable(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = Claude(repository, "ann")
    ann.reads("other.py")
    ann.writes("caller.py", "print(OTHER)\n")
    repository.coordgit("session", "clear", COORDGIT_SESSION="ann")
    age(repository, 400)
    collect(repository)
    cat = repository.session("cat")
    bob.lands("other.py", "OTHER = 2\n")
    cat.git("add", "caller.py")
    assert cat.git("commit", "-qm", "somebody else's work").rejected == ["CG101 other.py"]


def test_edits_that_landed_and_edits_of_the_forgotten_go(sessions: Sessions, repository: Repository) -> None:
    sessions()
    for name in ("ann", "bob"):
        client = Claude(repository, name)
        client.writes(f"{name}.py", "x\n")
        client.commits(f"{name}.py")
        client.writes(f"{name}.py", "y\n")
    repository.coordgit("session", "end", COORDGIT_SESSION="ann")
    repository.git("checkout", "-q", "--", "ann.py")
    age(repository, 31)
    assert collect(repository)["writes"] == 3
    assert [w["path"] for w in repository.json("session", "show", "bob")["writes"]] == ["bob.py"]


def test_an_edit_that_still_stands_keeps_what_its_session_had_read(sessions: Sessions, repository: Repository) -> None:
    bob, cat = sessions("bob", "cat")
    ann = Claude(repository, "ann")
    ann.reads("other.py")
    ann.writes("caller.py", "print(OTHER)\n")
    repository.coordgit("session", "end", COORDGIT_SESSION="ann")
    age(repository, 31)
    assert "writes" not in collect(repository)
    bob.lands("other.py", "OTHER = 2\n")
    cat.git("add", "caller.py")
    assert cat.git("commit", "-qm", "what was left").rejected == ["CG101 other.py"]


@pytest.mark.parametrize("target", ["none", "main"])
def test_without_a_target_nothing_has_landed(sessions: Sessions, repository: Repository, target: str) -> None:
    repository.git("config", "coordgit.target", target)
    (ann,) = sessions("ann")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "end")
    age(repository, 31)
    assert ("reads" in collect(repository)) == (target == "main")


@pytest.mark.daily(1)
@pytest.mark.parametrize("name", ["", "GIT_DIR", "GIT_OBJECT_DIRECTORY"])
def test_what_has_not_landed_is_looked_up_in_this_repository_whatever_the_environment_names(
    sessions: Sessions, repository: Repository, name: str
) -> None:
    (bob,) = sessions("bob")
    ann, cat = repository.session("ann", repository.worktree("ann")), repository.session("cat")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    cat.reads("other.py")
    for session in (ann, cat):
        session.coordgit("session", "end")
    repository.git("init", "-q", str(repository.folder / "other"))
    git_dir = f"{repository.folder}/other/.git"
    age(repository, 31)
    variables: dict[str, Any] = {name: git_dir if name == "GIT_DIR" else f"{git_dir}/objects"} if name else {}
    assert "removed 1 read," in repository.coordgit("gc", **variables).out
    bob.lands("api.py", CHANGED)
    assert repository.run(["git", "merge", "-qm", "m", "ann"]).rejected == ["CG101 api.py"]
