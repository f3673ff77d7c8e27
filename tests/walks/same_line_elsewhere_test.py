"""Two sessions add the same line to one file: at one place it is the same change, at two it is a change that one has not seen."""

import pytest

from tests.support.repository import Repository

TEXT = "".join(f"line {n}\n" for n in range(1, 31))


def logging(after: int) -> str:
    return TEXT.replace(f"line {after}\n", f"line {after}\nlog()\n")


@pytest.mark.parametrize("there", [20, 3], ids=["elsewhere", "at the same place"])
@pytest.mark.parametrize("squashed", [True, False])
def test_who_has_added_a_line_has_not_seen_it_elsewhere(repository: Repository, there: int, squashed: bool) -> None:
    repository.commit_files({"f.py": TEXT})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    ann.reads("f.py")
    ann.lands("f.py", logging(3))
    bob.lands("f.py", logging(there))
    assert cat.git("merge", "-q", "--squash" if squashed else "--ff-only", "bob").ok
    assert not squashed or cat.git("commit", "-qm", "squashed").ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 f.py"] * (there == 20)
    assert cat.git("merge", "-q", "--no-edit", "ann").rejected == ["CG101 f.py"] * (there == 20)
