"""A version of a target that a session has seen, and has changed since, comes back: that is news to it."""

import pytest

from tests.support.repository import Repository, Result, Session


def lands(session: Session) -> Result:
    return session.git("update-ref", "refs/heads/main", "HEAD")


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("back", [True, False], ids=["it comes back", "it stays"])
def test_a_targets_version_that_comes_back_over_a_change_of_ones_own_is_news(
    repository: Repository, back: bool, looks: bool
) -> None:
    """Also if it was read by name of the target, and the branch's older one was read after it."""
    repository.begin(p="1\n", c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert bob.commits("p", "2\n").ok and lands(bob).ok
    assert ann.coordgit("read", "--at", "main", "p").ok
    ann.reads("p")
    assert ann.git("merge", "-q", "main").ok and ann.commits("p", "3\n").ok and lands(ann).ok
    assert bob.git("merge", "-q", "main").ok
    if back:
        bob.reads("p")
        assert bob.commits("p", "2\n").ok and lands(bob).ok
    if looks:
        assert ann.coordgit("read", "--at", "main", "p").ok
    rejected = ann.commits("c", "2\n")
    assert rejected.rejected == (["CG101 p"] if back and not looks else [])
    if rejected.ok:
        assert lands(ann).ok
