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


def both(first: str, last: str) -> str:
    return f"{first} comes first\n2\n3\n4\n5\n{last} comes last\n"


@pytest.mark.parametrize("looks", [False, True])
def test_a_targets_version_that_comes_back_without_ones_own_part_is_news(repository: Repository, looks: bool) -> None:
    """Who had taken over another's commit, and landed it beside a change of its own, is told that this is gone."""
    repository.begin(p=both("1", "6"), c="1\n")
    ann, bob, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", both("1", "ann")).ok and bob.commits("p", both("bob", "6")).ok
    assert ann.git("cherry-pick", "-n", "bob").ok and ann.git("commit", "-qm", "both").ok
    assert lands(bob).ok and ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.coordgit("read", "--at", "main", "p").ok and lands(ann).ok
    assert cat.git("merge", "-q", "main").ok
    cat.reads("p")
    assert cat.commits("p", both("bob", "6")).ok and lands(cat).ok
    assert ann.git("merge", "-q", "main").ok
    if looks:
        ann.reads("p")
    assert ann.commits("c", "2\n").rejected == ([] if looks else ["CG101 p"])


@pytest.mark.parametrize("looks", [False, True])
def test_a_targets_version_that_another_puts_in_place_of_ones_own_part_on_ones_own_branch_is_news(
    repository: Repository, looks: bool
) -> None:
    repository.begin(p=both("1", "6"), c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat", ann.cwd)
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", both("1", "ann")).ok and bob.commits("p", both("bob", "6")).ok and lands(bob).ok
    assert ann.coordgit("read", "--at", "main", "p").ok
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    cat.reads("p")
    assert cat.commits("p", both("bob", "6")).ok
    if looks:
        ann.reads("p")
    assert ann.commits("c", "2\n").rejected == ([] if looks else ["CG101 p"])


@pytest.mark.parametrize("resolves", [False, True], ids=["-X theirs", "checkout --theirs"])
def test_a_targets_version_that_one_has_taken_instead_of_ones_own_part_is_no_news(repository: Repository, resolves: bool) -> None:
    repository.begin(p="1\n", b="1\n", c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", "ann\n").ok and bob.commits("p", "bob\n").ok and lands(bob).ok
    assert ann.coordgit("read", "--at", "main", "p").ok
    assert ann.git("merge", "-q", "--no-edit", *([] if resolves else ["-X", "theirs"]), "main").ok != resolves
    if resolves:
        assert (
            ann.git("checkout", "-q", "--theirs", "p").ok and ann.git("add", "p").ok and ann.git("commit", "-q", "--no-edit").ok
        )
    assert ann.commits("b", "2\n").ok and lands(ann).ok
    assert ann.commits("c", "2\n").ok


def test_a_targets_version_that_others_replaced_and_put_back_is_no_news_to_who_has_changed_nothing_there(
    repository: Repository,
) -> None:
    repository.begin(p=both("1", "6"), b="1\n", c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("b", "2\n").ok and bob.commits("p", both("bob", "6")).ok and lands(bob).ok
    assert ann.coordgit("read", "--at", "main", "p").ok
    bob.reads("p")
    assert bob.commits("p", both("other", "6")).ok and lands(bob).ok
    bob.reads("p")
    assert bob.commits("p", both("bob", "6")).ok and lands(bob).ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok and ann.commits("c", "2\n").ok and lands(ann).ok


@pytest.mark.parametrize("looks", [False, True])
def test_a_targets_version_that_a_merge_brings_back_without_ones_own_part_is_news(repository: Repository, looks: bool) -> None:
    """Cat, whose branch has the older version, has seen the newer one, and keeps what it had."""
    repository.begin(p=both("1", "6"), b="1\n", c="1\n")
    ann, bob, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", both("1", "ann")).ok and bob.commits("p", both("bob", "6")).ok
    assert ann.git("cherry-pick", "-n", "bob").ok and ann.git("commit", "-qm", "both").ok
    assert lands(bob).ok and ann.git("merge", "-q", "--no-edit", "main").ok and cat.git("merge", "-q", "main").ok
    assert ann.coordgit("read", "--at", "main", "p").ok and lands(ann).ok
    assert cat.coordgit("read", "--at", "main", "p").ok and cat.commits("b", "2\n").ok
    assert cat.git("merge", "-q", "--no-edit", "-s", "ours", "main").ok and lands(cat).ok
    assert ann.git("merge", "-q", "main").ok
    if looks:
        ann.reads("p")
    assert ann.commits("c", "2\n").rejected == ([] if looks else ["CG101 p"])


@pytest.mark.parametrize("looks", [False, True])
def test_a_version_that_one_has_taken_instead_of_ones_own_part_is_no_news_where_one_saw_it_at_a_later_commit(
    repository: Repository, looks: bool
) -> None:
    repository.begin(p="1\n", b="1\n", c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", "ann\n").ok and bob.commits("p", "bob\n").ok and lands(bob).ok
    assert ann.git("merge", "-q", "--no-edit", "-X", "theirs", "main").ok
    assert bob.commits("b", "2\n").ok and lands(bob).ok
    if looks:
        assert ann.coordgit("read", "--at", "main", "p").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("c", "2\n").rejected == ([] if looks else ["CG101 p"])


def test_a_version_that_a_side_had_which_was_joined_to_no_effect_has_not_come_back(repository: Repository) -> None:
    repository.begin(p="1\n", b="1\n", c="1\n")
    ann, bob, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", "ann\n").ok and bob.commits("p", "bob\n").ok and lands(bob).ok
    assert ann.coordgit("read", "--at", "main", "p").ok
    assert cat.git("merge", "-q", "main").ok and cat.commits("p", "cat\n").ok and bob.commits("b", "2\n").ok
    assert bob.git("merge", "-q", "--no-edit", "-s", "ours", "cat").ok and lands(bob).ok
    assert ann.git("merge", "-q", "--no-edit", "-X", "theirs", "main").ok
    assert ann.commits("c", "2\n").ok
