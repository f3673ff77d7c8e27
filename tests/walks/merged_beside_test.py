"""A session has landed its change of a file, and read what another branch made of it: a merge of the two is no news."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import UNHOOKED, Repository, Session

LINES = "".join(f"line {n}\n" for n in range(1, 41))


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(f__py=LINES, new__py="0\n")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Session:
    """Who works on the branch that main will be merged with."""
    return repository.session("bob", repository.worktree("up"))


@pytest.fixture
def both(ann: Claude, bob: Session) -> Claude:
    """Ann, who has landed line 30 on main, and read the file with bob's line 5 on his branch."""
    ann.reads("f.py")
    bob.lands("f.py", LINES.replace("line 5\n", "line 5 of bob\n"))
    ann.edits("f.py", "line 30\n", "line 30 of ann\n")
    assert ann.runs("git show up:f.py").ok
    assert ann.commits("f.py").ok
    return ann


WORK = "echo 1 > new.py && git commit -qm work -- new.py"


@pytest.mark.parametrize("unseen", [False, True], ids=["by a session", "by no session"])
def test_a_merge_of_both_is_nothing_to_look_at(repository: Repository, both: Claude, unseen: bool) -> None:
    carl = repository.session("carl")
    assert carl.git(*(UNHOOKED if unseen else ()), "merge", "-q", "--no-edit", "up").ok
    done = both.runs(WORK)
    assert done.ok and "f.py" not in done.out, done


@pytest.mark.parametrize("line", ["line 5 of bob", "line 20"])
def test_what_else_a_merge_changes_is_asked(repository: Repository, both: Claude, line: str) -> None:
    carl = repository.session("carl")
    carl.git("merge", "-q", "--no-commit", "up")
    path = repository.top / "f.py"
    path.write_text(path.read_text().replace(f"{line}\n", f"{line}, carl\n"))
    assert carl.git("commit", "-qam", "merge").ok
    assert both.runs(WORK).rejected == ["CG101 f.py"]


def test_what_a_merge_takes_from_one_side_is_asked(repository: Repository, ann: Claude, bob: Session) -> None:
    ann.reads("f.py")
    bob.lands("f.py", LINES.replace("line 5\n", "line 5 of bob\n").replace("line 35\n", "line 35 of bob\n"))
    ann.edits("f.py", "line 5\n", "line 5 of ann\n")
    assert ann.runs("git show up:f.py").ok
    assert ann.commits("f.py").ok
    repository.session("carl").git("merge", "-q", "--no-edit", "-X", "ours", "up")
    assert ann.runs(WORK).rejected == ["CG101 f.py"]
