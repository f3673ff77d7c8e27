"""A side of a conflict that a session read, and the change that it has made of that side itself, where its rebase is aborted."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

BOB = "00000000-0000-4000-8000-00000000000b"


@pytest.mark.parametrize("further", [False, True])
def test_a_side_that_was_read_is_known_with_ones_own_change_of_it(repository: Repository, further: bool) -> None:
    """Bob has picked Ann's new file and replaced it unread; main has another of that name. ``further``: Ann changes his branch's
    file then."""
    repository.begin(g__txt="1\n")
    repository.git("checkout", "-q", "--detach")
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = Claude(repository, BOB, repository.worktree("bob"))
    ann.lands("f.txt", "ann's\n")
    assert bob.runs("git cherry-pick -n ann").ok and bob.runs("git commit -qm picked").ok
    cat.lands("f.txt", "cat's\n")
    assert cat.git("update-ref", "refs/heads/main", "cat").ok
    bob.writes("f.txt", "bob's\n")
    assert bob.commits("f.txt").ok
    assert not bob.runs("git rebase -q main").ok
    bob.reads("f.txt")
    bob.writes("f.txt", "both's\n")
    assert not bob.runs("git add f.txt && GIT_EDITOR=true git rebase --continue").ok
    assert bob.runs("git rebase --abort").ok
    bob.writes("g.txt", "2\n")
    if further:
        repository.session("ann", bob.cwd).lands("f.txt", "bob's\nmore\n")
    assert bob.commits("g.txt").rejected == (["CG101 f.txt"] if further else [])
