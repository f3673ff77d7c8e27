"""An update that leaves all files of a target as they are lands nobody's work, whoever's commits it brings."""

import pytest

from tests.support.repository import Repository


@pytest.mark.parametrize("more", [False, True], ids=["main has all of it", "it has more"])
def test_a_squash_of_what_main_has_asks_nobody(repository: Repository, more: bool) -> None:
    repository.commit_files({"one.py": "1\n", "b.py": "1\n"})
    ann = repository.session("ann", repository.worktree("ann"))
    cat = repository.session("cat", repository.worktree("cat"))
    bob = repository.session("bob", repository.worktree("bob"))
    cat.reads("b.py")
    assert ann.commits("one.py", "2\n").ok
    assert cat.git("merge", "-q", "--squash", "ann").ok and cat.git("commit", "-qm", "squashed").ok
    if more:
        assert cat.commits("cats.py", "1\n").ok
    assert bob.git("merge", "-q", "cat").ok
    assert ann.commits("b.py", "2\n").ok
    assert ann.git("-C", "../repo", "merge", "-q", "--ff-only", "ann").ok
    assert bob.git("merge", "-q", "--no-edit", "main").ok
    landed = bob.git("-C", "../repo", "merge", "-q", "--ff-only", "bob")
    assert landed.rejected == ["CG101 b.py"] * more, landed
