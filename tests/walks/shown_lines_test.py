"""What a session was shown of the lines of a file that it has read tells it nothing of the others."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session


def text(**changed: int) -> str:
    return "".join(f"line{n} = {changed.get(f'line{n}', 1)}\n" for n in range(20))


def lands(bob: Session, cat: Session, its: str) -> None:
    assert bob.git("reset", "-q", "--hard", "main").ok
    bob.reads("f.py")
    bob.writes("f.py", its)
    assert bob.git("commit", "-qam", "bob's").ok
    assert cat.git("merge", "-q", "--ff-only", "bob").ok


@pytest.mark.parametrize("looks", [False, True])
def test_what_is_taken_back_apart_from_the_lines_that_were_read_was_not_shown(repository: Repository, looks: bool) -> None:
    """Ann has read four lines, and wrote the whole file; bob takes one of hers back, and she is shown her lines alone."""
    repository.commit_files({"f.py": text(), "g.py": "1\n"})
    ann = Claude(repository, "ann", repository.worktree("ann"))
    bob, cat = repository.session("bob", repository.worktree("bob")), repository.session("cat")
    ann.reads("f.py", 3, 6)
    lands(bob, cat, text(line4=3))
    ann.writes("f.py", text(line4=3, line9=2))
    assert ann.commits("f.py").ok
    assert cat.git("merge", "-q", "--no-edit", "ann").ok
    lands(bob, cat, text())
    assert ann.runs("git merge -q --no-edit main").ok
    if looks:
        ann.reads("f.py")
    ann.writes("f.py", text(line4=3, line9=2, line15=2))
    assert ann.commits("f.py").rejected == ([] if looks else ["CG201 f.py"])
