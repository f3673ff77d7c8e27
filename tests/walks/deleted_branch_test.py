"""What a branch had that was deleted is on no other branch any more."""

import pytest

from tests.support.repository import API, CHANGED, Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann, who has read on main what Bob has then changed on a branch of his own."""
    repository.begin(api__py=API)
    repository.git("config", "coordgit.siblings", "block")
    ann, bob = repository.session("ann"), repository.session("bob", repository.worktree("tree", "feat"))
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    repository.git("worktree", "remove", str(bob.cwd))
    return ann


@pytest.mark.parametrize("siblings", ["warn", "block"])
def test_what_a_deleted_branch_had_holds_nobody(ann: Session, repository: Repository, siblings: str) -> None:
    repository.git("config", "coordgit.siblings", siblings)
    repository.git("branch", "-D", "feat")
    committed = ann.commits("caller.py", "f(1)\n")
    assert committed.ok and committed.err == ""


@pytest.mark.parametrize("then", [(), ("branch", "-m", "feat", "other"), ("branch", "other", "feat"), ("tag", "other", "feat")])
def test_what_a_branch_has_still_does(ann: Session, repository: Repository, then: tuple[str, ...]) -> None:
    """A branch that was renamed, or of which there is a copy, has it still; a tag is no branch."""
    if then:
        repository.git(*then)
    if then[1:3] == ("other", "feat"):
        repository.git("branch", "-D", "feat")
    assert ann.commits("caller.py", "f(1)\n").rejected == ([] if then[:1] == ("tag",) else ["CG101 api.py"])
