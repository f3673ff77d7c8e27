"""What another session has rebased is told, and asked for, as its branch has it now."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session

FILE = [f"number_{n} = {n}" for n in range(12)]


def with_lines(*changed: int) -> str:
    return "\n".join(line + "0" * (n in changed) for n, line in enumerate(FILE)) + "\n"


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.begin(api__py=with_lines(), other__py="1\n")
    return repository.session("ann", repository.worktree("ann"))


@pytest.fixture
def cat(repository: Repository, ann: Session) -> Session:
    """Ann has committed a change of what Cat has read, and rebased it onto Bob's of another line, which has landed."""
    bob, cat = (repository.session(name, repository.worktree(name)) for name in ("bob", "cat"))
    cat.reads("api.py")
    ann.lands("api.py", with_lines(9))
    bob.lands("api.py", with_lines(0))
    dee = repository.session("dee")
    assert dee.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("rebase", "-q", "main").ok
    return cat


@pytest.mark.nightly
@pytest.mark.parametrize("landed", [True, False], ids=["landed", "not landed"])
def test_what_a_rebase_has_dropped_is_no_change_of_its_branch(
    repository: Repository, ann: Session, cat: Session, landed: bool
) -> None:
    if landed:
        assert repository.session("dee").git("merge", "-q", "--ff-only", "ann").ok
    ann.lands("other.py", "2\n")
    rejected = cat.commits("more.py", "1\n")
    told = cat.coordgit("explain", "--all", rejected.verdict).out
    assert "CG101 api.py" in told
    assert ("now on ann" in told) != landed, told


@pytest.mark.nightly
def test_who_has_acknowledged_both_changes_has_answered_for_the_branch_that_has_both(ann: Session, cat: Session) -> None:
    rejected = cat.commits("more.py", "1\n")
    assert cat.coordgit("ack", rejected.verdict, "--why", "no matter").ok
    assert cat.commits("more.py", "1\n").ok
    picked = ann.git("cherry-pick", "cat")
    assert picked.ok, picked.err


@pytest.mark.parametrize("brings", [("rebase", "-q"), ("merge", "-q", "--no-edit")], ids=["rebase", "merge"])
def test_where_siblings_block_one_acknowledgement_answers_for_what_a_branch_has_now(
    repository: Repository, ann: Session, brings: tuple[str, ...]
) -> None:
    repository.git("config", "coordgit.siblings", "block")
    bob, cat = repository.session("bob"), repository.session("cat", repository.worktree("cat"))
    cat.reads("api.py")
    ann.lands("api.py", with_lines(9))
    bob.lands("api.py", with_lines(0))
    assert ann.git(*brings, "main").ok
    rejected = cat.commits("more.py", "1\n")
    assert rejected.rejected == ["CG101 api.py"] * 2
    assert cat.coordgit("ack", rejected.verdict, "--why", "no matter").ok
    for number in (1, 2):
        assert not cat.commits("more.py", f"{number}\n").rejected
    ann.lands("api.py", with_lines(0, 5, 9))
    assert cat.commits("more.py", "3\n").rejected == ["CG101 api.py"], "that covers exactly this change"


@pytest.mark.parametrize("later", [False, True], ids=["told", "changed since"])
def test_what_a_rebase_has_made_is_told_once(repository: Repository, ann: Session, later: bool) -> None:
    bob, cat = repository.session("bob"), Claude(repository, ANN, repository.worktree("cat"))
    cat.reads("api.py")
    ann.lands("api.py", with_lines(9))
    bob.lands("api.py", with_lines(0))
    assert ann.git("rebase", "-q", "main").ok
    assert "+number_9 = 90" in cat.runs("true").out
    if later:
        ann.lands("api.py", with_lines(0, 5, 9))
    assert ("+number_5 = 50" in cat.writes("more.py", "1\n")) == later
    committed = cat.runs("git add more.py && git commit -qm more")
    assert committed.ok and "CG101" not in committed.err, committed
