"""What was shown of another branch, and what was read since on one's own: once that branch has this too, the newer counts."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session

FIRST, THEIRS, LANDED = "one = 1\n", "one = 2\n", "one = 3\n"


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.begin(api__py=FIRST, other__py="1\n")
    return repository.session("ann", repository.worktree("ann"))


@pytest.fixture
def cat(repository: Repository, ann: Session) -> Claude:
    cat = Claude(repository, ANN, repository.worktree("cat"))
    cat.send("SessionStart", source="startup")
    return cat


def is_told(cat: Claude, ann: Session) -> None:
    """Of what Ann has made of the file on her branch, which has not landed."""
    ann.lands("api.py", THEIRS)
    assert f"+{THEIRS}" in cat.reads("other.py")


def brings(cat: Claude) -> None:
    """What has landed, and looks at it."""
    cat.repository.session("bob").lands("api.py", LANDED)
    assert cat.runs("git merge -q --ff-only main").ok
    cat.reads("api.py")


def is_taken_over(cat: Claude, ann: Session) -> list[str]:
    """Ann gives her version up for main's, and takes what Cat has committed."""
    assert cat.runs("echo 1 > mine.py && git add mine.py && git commit -qm mine").ok
    assert ann.git("reset", "-q", "--hard", "main").ok
    return ann.git("cherry-pick", "cat").rejected


def test_what_was_read_since_counts_where_the_branch_has_it(ann: Session, cat: Claude) -> None:
    cat.reads("api.py")
    is_told(cat, ann)
    brings(cat)
    assert is_taken_over(cat, ann) == []


def test_what_was_shown_since_counts_where_the_branch_has_given_it_up(ann: Session, cat: Claude) -> None:
    brings(cat)
    assert ann.git("merge", "-q", "--ff-only", "main").ok
    is_told(cat, ann)
    assert is_taken_over(cat, ann) == ["CG101 api.py"]


def test_what_was_shown_again_since_counts(ann: Session, cat: Claude) -> None:
    cat.reads("api.py")
    is_told(cat, ann)
    brings(cat)
    ann.lands("api.py", "one = 4\n")
    assert "+one = 4" in cat.reads("other.py")
    assert is_taken_over(cat, ann) == ["CG101 api.py"]
