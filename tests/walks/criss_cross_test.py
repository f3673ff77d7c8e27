"""Branches that have merged each other's commits, and so have two merge bases: git lists either of them first."""

import pytest

from tests.support.repository import API, CHANGED, Repository, Session

LATER, EARLIER = "2100000000 +0000", "1000000000 +0000"


@pytest.fixture(params=[LATER, EARLIER], ids=["her commit is the newer one", "the landed change is the newer one"])
def bob(repository: Repository, request: pytest.FixtureRequest) -> Session:
    """Bob's branch has main, with cat's change of api.py; ann's, which has landed, has that and bob's first commit."""
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    bob.writes("bob.py", "1\n")
    assert bob.git("add", "bob.py").ok and bob.git("commit", "-qm", "bob", GIT_COMMITTER_DATE=request.param).ok
    repository.session("cat").lands("api.py", CHANGED)
    assert ann.git("merge", "-q", "--no-edit", "bob").ok and ann.git("merge", "-q", "--no-edit", "main").ok
    assert bob.git("merge", "-q", "--no-edit", "main").ok
    bob.reads("api.py")
    bob.lands("api.py", CHANGED + "# bob\n")
    assert repository.session("cat").git("merge", "-q", "--ff-only", "ann").ok
    assert len(repository.git("merge-base", "--all", "bob", "main").split()) == 2
    return bob


@pytest.mark.parametrize("text", [CHANGED, API, ""], ids=["what it had read", "that is taken back", "that has changed again"])
def test_what_both_have_is_no_change_and_what_comes_after_is(repository: Repository, bob: Session, text: str) -> None:
    assert bob.git("switch", "-q", "-c", "bob-2", "main").ok
    if text != CHANGED:
        repository.session("cat").lands("api.py", text)
    assert bob.commits("caller.py", "f(1)\n").rejected == ([] if text == CHANGED else ["CG101 api.py"])
