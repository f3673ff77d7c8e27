"""Another session's commits below one's own, which land together with them: a look at the target says nothing of these."""

import pytest

from tests.support.repository import Repository, Session

LINES = [f"line {n}\n" for n in range(12)]


def text(**lines: str) -> str:
    return "".join(lines.get(f"_{n}", line) for n, line in enumerate(LINES))


def lands(repository: Repository, bob: Session) -> list[str]:
    """Bob merges his branch into main as one that builds commits does; return what is rejected."""
    tree = repository.git("merge-tree", "--write-tree", "main", "bob").splitlines()[0]
    made = repository.git("commit-tree", "-p", "main", "-p", "bob", "-m", "merged", tree)
    return bob.git("update-ref", "refs/heads/main", made, repository.head("main")).rejected


@pytest.mark.parametrize("more", [False, True])
def test_who_has_looked_at_the_target_still_knows_the_commits_that_it_is_based_on(repository: Repository, more: bool) -> None:
    repository.begin(b__py=text(), c__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    bob.reads("b.py")
    bob.lands("c.py", "2\n")
    ann.lands("b.py", text(_1="ann's\n"))
    assert bob.git("rebase", "-q", "ann").ok
    bob.reads("b.py")
    bob.lands("b.py", text(_1="ann's\n", _4="bob's\n"))
    bob.lands("c.py", "3\n")
    if more:
        ann.reads("b.py")
        ann.lands("b.py", text(_1="ann's, again\n"))
        assert bob.git("rebase", "-q", "ann").ok
    repository.session("cat").lands("b.py", text(_10="cat's\n"))
    assert "CG101 b.py" in lands(repository, bob)
    assert bob.coordgit("read", "--at", "main", "b.py").ok
    assert lands(repository, bob) == ["CG101 b.py"] * more
