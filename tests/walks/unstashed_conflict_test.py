"""What a person commits of a conflict that git has put into its work tree with a stashed edit is known, as any own commit is."""

import pytest

from tests.support.repository import Repository


@pytest.mark.parametrize("changed", [True, False], ids=["and another changes", "and nobody changes"])
def test_who_read_the_conflict_knows_what_it_commits(repository: Repository, changed: bool) -> None:
    repository.begin(a__txt="1\n", b__txt="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.writes("a.txt", "mine\n")
    bob.lands("a.txt", "theirs\n")
    ann.git("merge", "-q", "--autostash", "bob")
    assert "<<<<<<<" in (ann.cwd / "a.txt").read_text()
    ann.reads("a.txt")
    ann.lands("a.txt", "both\n")
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    if changed:
        bob.reads("a.txt")
        bob.lands("a.txt", "")  # as in the conflict, "both" is not there
    assert ann.commits("b.txt", "2\n").ok
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    assert ann.commits("b.txt", "3\n").rejected == ["CG101 a.txt"] * changed
