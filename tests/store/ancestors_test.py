"""Merge bases are asked of git once, and what is kept is what git says."""

import random

import pytest

from coordgit.store import known_commits
from tests.support.repository import Repository, Session


def kept(repository: Repository) -> list[tuple[str, str, str]]:
    with repository.store() as store:
        return [(row[0], row[1], row[2]) for row in store.all("SELECT base, tip, oid FROM merge_bases")]


def at_work(repository: Repository) -> tuple[Session, Session]:
    """Ann on a branch in a linked worktree, Bob on the main line, which has gone on; Ann has read a file."""
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    ann, bob = repository.session("ann", repository.worktree("work")), repository.session("bob")
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    for n in range(3):
        ann.lands("mine.py", f"{n}\n")
    return ann, bob


def test_a_commit_on_a_private_branch_takes_over_the_merge_base(repository: Repository) -> None:
    ann, _ = at_work(repository)
    start = repository.git("merge-base", "main", "work")
    for n in range(3):
        ann.lands("mine.py", f"more {n}\n")
        assert (repository.head("work"), repository.head("main"), start) in kept(repository)


def test_a_line_that_has_moved_is_asked_about_anew(repository: Repository) -> None:
    ann, bob = at_work(repository)
    bob.lands("other.py", "OTHER = 3\n")
    assert repository.head("main") not in [tip for _, tip, _ in kept(repository)]
    ann.lands("mine.py", "more\n")
    assert repository.head("main") in [tip for _, tip, _ in kept(repository)]


@pytest.mark.daily(1)
@pytest.mark.parametrize("seed", range(4))
def test_every_merge_base_that_is_kept_is_what_git_says(repository: Repository, seed: int) -> None:
    ann, bob = at_work(repository)
    choice = random.Random(seed)
    for n in range(12):
        what = choice.choice(["work", "main", "merge", "rebase", "land", "amend"])
        if what == "work":
            ann.commits("mine.py", f"{n}\n")
        elif what == "main":
            bob.commits("other.py", f"OTHER = {n}0\n")
        elif what == "merge":
            ann.git("merge", "-q", "--no-edit", "main")
        elif what == "rebase":
            ann.git("rebase", "-q", "main")
        elif what == "land":
            bob.git("merge", "-q", "--no-edit", "work")
        else:
            ann.git("commit", "-q", "--amend", "-m", f"amended {n}")
    rows = kept(repository)
    assert rows
    for base, tip, oid in rows:
        assert repository.git("merge-base", base, tip).splitlines()[0] == oid


def test_a_missing_merge_base_is_not_stored(repository: Repository) -> None:
    repository.begin(a="a")
    with repository.store() as store:
        with store.writing():
            known_commits.note_merge_bases(store, "t", {"a": "b", "c": None})
        assert known_commits.merge_bases(store, "t", ["a", "c"]) == {"a": "b"}
