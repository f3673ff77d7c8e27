"""A range that its session has edited and rebased over others' changes is stale once another session takes the edit back."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result, Session

LINES = [f"line {n}" for n in range(1, 13)]


def text(**changed: str) -> str:
    return "".join(changed.get(f"l{n}", line) + "\n" for n, line in enumerate(LINES, 1))


class Story:
    """Bob has read lines 6 and 7 and changed line 6; Ann has changed line 1, or line 11, over which Bob rebases."""

    def __init__(self, repository: Repository, landed: str) -> None:
        repository.begin(a__py=text(), b__py="1\n")
        self.ann, self.bob = repository.session("ann"), repository.session("bob", repository.worktree("bob"))
        self.bob.reads("a.py:6-7")
        self.ann.reads("a.py")
        self.bob.lands("a.py", text(l6="bob's"))
        self.ann.lands("a.py", landed)

    def rebases(self) -> None:
        assert self.bob.git("rebase", "-q", "main").ok

    def merges(self) -> Result:
        return self.bob.git("-C", str(self.ann.cwd), "merge", "-q", "--ff-only", "bob")

    def lands(self) -> None:
        assert self.merges().ok
        self.ann.reads("a.py")


@pytest.mark.parametrize(
    ("then", "rejected"),
    [
        (text(l1="ann's"), ["CG101 a.py:6-7"]),
        (text(l1="ann's", l6="ann's too"), ["CG101 a.py:6-7"]),
        (text(l6="bob's"), []),
        (text(l1="ann's", l6="bob's", l10="ann's too"), []),
    ],
    ids=["taken back", "changed", "her own taken back", "another changed"],
)
def test_a_rebased_range_is_stale_only_where_its_own_lines_are_changed(
    repository: Repository, then: str, rejected: list[str]
) -> None:
    story = Story(repository, text(l1="ann's"))
    story.rebases()
    story.lands()
    story.ann.lands("a.py", then)
    assert story.bob.commits("b.py", "2\n").rejected == rejected


def test_a_range_that_the_rebase_has_moved_down_is_stale_where_it_is_now(repository: Repository) -> None:
    above = "new\n" * 3
    story = Story(repository, above + text())
    story.rebases()
    story.lands()
    story.ann.lands("a.py", above + text(l6="bob's", l12="ann's"))
    assert story.bob.commits("b.py", "2\n").ok
    story.ann.lands("a.py", above + text(l12="ann's", l6="ann's too"))
    assert story.bob.commits("b.py", "3\n").rejected == ["CG101 a.py:6-7"]


def test_what_the_rebase_brings_beside_a_range_is_asked_for(repository: Repository) -> None:
    story = Story(repository, text(l8="ann's"))
    story.rebases()
    assert story.merges().rejected == ["CG101 a.py:6-7"]


def test_an_edit_that_is_not_committed_stays_ones_own_while_another_rebases_its_base(repository: Repository) -> None:
    story = Story(repository, text(l1="ann's"))
    story.bob.writes("a.py", text(l6="bob's", l7="bob's"))
    eve: Session = repository.session("eve", repository.worktree("eve", at="bob"))
    assert eve.git("rebase", "-q", "main").ok
    assert story.bob.git("commit", "-qam", "more").ok
    story.rebases()
    story.lands()
    story.ann.lands("a.py", text(l1="ann's", l6="bob's", l7="line 7"))
    assert story.bob.commits("b.py", "2\n").rejected == ["CG101 a.py:6-7"]


def test_who_edits_a_rebased_range_again_misses_that_edit_too(repository: Repository) -> None:
    repository.begin(a__py=text(), b__py="1\n")
    ann, bob = repository.session("ann"), Claude(repository, ANN, repository.worktree("bob"))
    bob.reads("a.py", 6, 7)
    bob.edits("a.py", "line 6\n", "bob's\n")
    assert bob.commits("a.py").ok
    ann.lands("a.py", text(l1="ann's"))
    assert bob.runs("git rebase -q main").ok
    bob.edits("a.py", "line 7\n", "bob's too\n")
    assert bob.commits("a.py").ok
    assert bob.runs(f"git -C {ann.cwd} merge -q --ff-only bob").ok
    ann.reads("a.py")
    ann.lands("a.py", text(l1="ann's", l6="bob's"))
    (bob.cwd / "b.py").write_text("2\n")
    assert bob.commits("b.py").rejected == ["CG101 a.py:6-7"]
