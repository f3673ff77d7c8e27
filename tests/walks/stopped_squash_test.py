"""Ann's ``git merge --squash`` has stopped in a work tree that she shares with bob: what it has staged is hers to commit."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.support.way_on import obey


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({"a.py": "1\n", "b.py": "1\n", "own.py": "1\n"})
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("a.py", "2\n")
    cat.lands("b.py", "2\n")
    cat.lands("new.py", "2\n")
    ann = repository.session("ann")
    ann.lands("a.py", "3\n")
    assert not ann.git("merge", "--squash", "-q", "cat").ok
    bob = repository.session("bob")
    bob.writes("own.py", "2\n")
    return bob


def test_a_commit_of_everything_hears_at_once_of_all_that_the_squash_has_staged(bob: Session) -> None:
    denied = bob.git("commit", "-qam", "mine")
    assert denied.rejected == ["CG202 a.py", "CG202 b.py", "CG202 new.py"]
    again = obey(bob, denied, lambda: bob.git("commit", "-qam", "mine"))
    assert all(one.ok for one in again), again
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "own.py"
    assert bob.repository.git("diff", "--cached", "--name-only", "--diff-filter=AM") == "b.py\nnew.py"


def test_a_commit_of_other_paths_passes(bob: Session) -> None:
    assert bob.git("commit", "-qm", "mine", "--", "own.py").ok


def test_coordgit_commits_what_is_ones_own_beside_it(bob: Session) -> None:
    agent = Claude(bob.repository, "agent")
    agent.writes("new2.py", "1\n")
    done = agent.runs("coordgit commit -m mine")
    assert done.ok, done
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "new2.py"
    assert bob.repository.git("diff", "--name-only", "--diff-filter=U") == "a.py"
    assert bob.repository.git("diff", "--cached", "--name-only", "--diff-filter=AM") == "b.py\nnew.py"


def test_coordgit_commits_nothing_that_the_squash_has_staged(bob: Session) -> None:
    agent = Claude(bob.repository, "agent")
    agent.writes("a.py", "4\n")
    agent.writes("b.py", "4\n")
    agent.writes("own2.py", "1\n")
    refused = agent.runs("coordgit commit -m mine")
    assert refused.code == 1 and "another session has a squash or a pick of a.py and b.py staged here" in refused.err, refused
    assert refused.err.endswith("try: coordgit commit :/own2.py\n")
    assert agent.runs("coordgit commit -m mine :/own2.py").ok
