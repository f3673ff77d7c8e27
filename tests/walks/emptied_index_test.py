"""Commits of an emptied index where no branch moves, or where a private branch brings its target in."""

import pytest

from tests.support.repository import Repository, Session
from tests.support.way_on import remedy

TRACKED = {f"{n}.txt": f"{n}\n" for n in range(10)}
STOPS = {
    "a detached HEAD": (("checkout", "-q", "--detach"), ("commit", "-qm", "both")),
    "a detached HEAD, amended": (("checkout", "-q", "--detach"), ("commit", "-q", "--amend", "--no-edit")),
    "rebase": (("rebase", "-q", "main"), ("rebase", "--continue")),
    "rebase, git commit": (("rebase", "-q", "main"), ("commit", "-q", "--no-edit")),
    "rebase --apply": (("rebase", "-q", "--apply", "main"), ("rebase", "--continue")),
    "rebase -i": (("-c", "sequence.editor=sed -i s/pick/edit/", "rebase", "-iq", "HEAD~"), ("rebase", "--continue")),
    "merge": (("merge", "-q", "main"), ("merge", "--continue")),
    "merge, git commit": (("merge", "-q", "main"), ("commit", "-q", "--no-edit")),
}


def stopped(repository: Repository, stop: str) -> tuple[Session, tuple[str, ...]]:
    """Ann on her branch, where git has stopped, with 0.txt resolved in the work tree; the words that go on."""
    repository.commit_files(TRACKED)
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.lands("0.txt", "ann\n")
    bob.lands("0.txt", "bob\n")
    begins, goes_on = STOPS[stop]
    ann.git(*begins)
    ann.reads("0.txt")
    ann.writes("0.txt", "both\n")
    return ann, goes_on


def tracked(session: Session) -> list[str]:
    return session.git("ls-tree", "--name-only", "HEAD").out.split()


@pytest.mark.parametrize("stop", STOPS)
def test_an_emptied_index_is_rejected_and_its_way_on_commits_the_rest(repository: Repository, stop: str) -> None:
    ann, words = stopped(repository, stop)
    assert ann.git("read-tree", "--empty").ok and ann.git("add", "0.txt").ok
    checked = ann.coordgit("check")
    denied = ann.git(*words, GIT_EDITOR="true")
    assert denied.rejected == checked.rejected == [f"CG204 {n}.txt" for n in range(1, 10)]
    _, fill, stage, *goes_on = remedy(ann)
    assert stage.startswith("# stage what you change")
    assert repository.run(["bash", "-c", fill], ann.cwd).ok and ann.git("add", "0.txt").ok
    passed = repository.run(["bash", "-c", goes_on[0]] if goes_on else ["git", *words], ann.cwd, **ann.env, GIT_EDITOR="true")
    assert passed.ok, passed.err
    assert len(tracked(ann)) == 10 and ann.git("show", "HEAD:0.txt").out == "both\n"


def test_the_index_of_a_rebase_is_filled_with_what_git_had_merged(repository: Repository) -> None:
    repository.commit_files(TRACKED)
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.writes("new.txt", "1\n")
    assert ann.git("add", "new.txt").ok
    assert ann.commits("0.txt", "ann\n", "--include").ok
    bob.lands("0.txt", "bob\n")
    assert not ann.git("rebase", "-q", "main").ok
    ann.reads("0.txt")
    ann.writes("0.txt", "both\n")
    assert ann.git("read-tree", "--empty").ok and ann.git("add", "0.txt").ok
    assert ann.git("rebase", "--continue", GIT_EDITOR="true").rejected
    fill, again = remedy(ann)[1], remedy(ann)[3]
    assert repository.run(["bash", "-c", fill], ann.cwd).ok and ann.git("add", "0.txt").ok
    assert repository.run(["bash", "-c", again], ann.cwd, **ann.env, GIT_EDITOR="true").ok
    assert "new.txt" in tracked(ann) and len(tracked(ann)) == 11


@pytest.mark.parametrize("stop", STOPS)
def test_a_full_index_passes(repository: Repository, stop: str) -> None:
    ann, goes_on = stopped(repository, stop)
    assert ann.git("add", "0.txt").ok and not ann.coordgit("check").rejected
    passed = ann.git(*goes_on, GIT_EDITOR="true")
    assert passed.ok and "CG204" not in passed.err and len(tracked(ann)) == 10


@pytest.mark.parametrize("stop", STOPS)
def test_who_removes_the_files_too_or_acknowledges_it_may_remove_most(repository: Repository, stop: str) -> None:
    ann, goes_on = stopped(repository, stop)
    names = [f"{n}.txt" for n in range(1, 10)]
    assert ann.git("add", "0.txt").ok
    if stop.endswith("git commit"):
        assert ann.git("rm", "-q", *names).ok
    else:
        assert ann.git("rm", "-q", "--cached", *names).ok
        denied = ann.git(*goes_on, GIT_EDITOR="true")
        assert ann.coordgit("ack", denied.verdict, "--why", "generated").ok
        assert ann.git("add", "0.txt").ok
    passed = ann.git(*goes_on, GIT_EDITOR="true")
    assert passed.ok, passed.err
    assert tracked(ann) == ["0.txt"]


@pytest.mark.parametrize("count", [7, 8])
def test_who_removes_files_where_a_rebase_has_stopped_is_asked_nothing_else_there(repository: Repository, count: int) -> None:
    """That it takes its own side of the conflict unseen is asked where the work lands, however many files it removes."""
    repository.commit_files({f"{n}.txt": f"{n}\n" for n in range(30)})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("0.txt")
    ann.lands("0.txt", "ann\n")
    bob.lands("0.txt", "bob\n")
    assert not ann.git("rebase", "-q", "main").ok
    ann.writes("0.txt", "ann\n")
    assert ann.git("rm", "-q", *(f"{n}.txt" for n in range(1, count + 1))).ok and ann.git("add", "0.txt").ok
    passed = ann.git("rebase", "--continue", GIT_EDITOR="true")
    assert passed.ok, passed.err


@pytest.mark.parametrize("count", [7, 8])
def test_who_removes_files_in_a_merge_of_a_target_is_asked_nothing_else_there(repository: Repository, count: int) -> None:
    repository.commit_files({f"{n}.txt": f"{n}\n" for n in range(30)})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.lands("0.txt", "ann\n")
    bob.lands("new.txt", "bob\n")
    assert bob.coordgit("lock", "1.txt").ok
    assert ann.git("merge", "-q", "--no-commit", "main").ok
    assert ann.git("rm", "-q", *(f"{n}.txt" for n in range(1, count + 1))).ok
    assert not ann.coordgit("check").rejected
    passed = ann.git("commit", "-qm", "merged")
    assert passed.ok, passed.err
