"""What a session wrote in place of a removed file where its rebase had stopped says nothing of the removal once it has left."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import API, CHANGED, Repository


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """A session that has committed on a branch of its own."""
    repository.begin(api__py=API, other__py="1\n")
    ann = Claude(repository, ANN, repository.worktree("ann"))
    ann.reads("other.py")
    ann.writes("other.py", "2\n")
    assert ann.commits("other.py").ok
    return ann


def stopped(ann: Claude) -> None:
    """Its rebase onto main has stopped at that commit."""
    assert ann.runs("GIT_SEQUENCE_EDITOR=\"sed -i.bak '1s/^pick/edit/'\" git rebase -q -i main").ok


def landed_after_a_look_at_its_branch(ann: Claude) -> list[str]:
    """What rejects its work on main, once it has looked at the file as its branch has it."""
    repository = ann.repository
    assert ann.runs("git rebase --abort").ok
    assert repository.coordgit("read", "--at", "HEAD", "api.py", cwd=ann.cwd, **ann.env).ok
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").ok
    return repository.run(["git", "merge", "-q", "--no-edit", "ann"], **ann.env).rejected


def test_a_look_at_the_file_that_its_branch_still_has_is_out_of_date(repository: Repository, ann: Claude) -> None:
    bob = repository.session("bob")
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "removed").ok
    stopped(ann)
    ann.writes("api.py", "mine = 1\n")
    assert ann.commits("api.py").ok
    assert ann.runs("git rebase --continue").rejected == ["CG201 api.py"]
    assert landed_after_a_look_at_its_branch(ann) == ["CG101 api.py"]


def test_what_it_read_there_is_known_after_a_look_at_its_own_branch(repository: Repository, ann: Claude) -> None:
    repository.session("bob").lands("api.py", CHANGED)
    stopped(ann)
    ann.reads("api.py")
    assert landed_after_a_look_at_its_branch(ann) == []


@pytest.mark.parametrize("again", [False, True], ids=["", "and read that"])
@pytest.mark.parametrize("looks", [True, False])
def test_so_is_what_it_read_there_before_it_put_texts_of_its_own_in_its_place(
    repository: Repository, ann: Claude, looks: bool, again: bool
) -> None:
    repository.session("bob").lands("api.py", CHANGED)
    stopped(ann)
    if looks:
        ann.reads("api.py")
    for text in ("mine = 1\n", "mine = 2\n"):
        ann.writes("api.py", text)
        assert ann.commits("api.py").ok
    if again:
        ann.reads("api.py")
    assert landed_after_a_look_at_its_branch(ann) == ([] if looks else ["CG101 api.py"])
