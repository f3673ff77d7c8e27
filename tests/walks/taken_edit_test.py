"""A session takes another's uncommitted edit from another worktree by a command: the other's reads count as well."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

OLD = "".join(f"line {n}\n" for n in range(1, 31))
NEW = OLD.replace("line 5\n", "TIMEOUT = 30\n")
TAKING = ["git -C ../cat diff -- f.py | git apply", "cp ../cat/f.py f.py"]
FORMATTER = "sed -i 's/^line 5$/TIMEOUT = 30/' f.py"


def edited(repository: Repository, types: bool) -> Claude:
    """Ann, beside Cat, who has edited a file after a read that is stale by now."""
    repository.commit_files({"f.py": OLD, "read.py": "1\n"})
    cat = Claude(repository, "cat", repository.worktree("cat"))
    cat.reads("read.py")
    cat.writes("f.py", NEW) if types else cat.runs(FORMATTER)
    repository.session("bob").lands("read.py", "2\n")
    return Claude(repository, "ann", repository.worktree("ann"))


@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize("take", TAKING)
def test_the_reads_of_who_has_typed_it_are_asked(repository: Repository, take: str, more: bool) -> None:
    ann = edited(repository, types=True)
    assert ann.runs(take).ok and (ann.cwd / "f.py").read_text() == NEW
    if more:
        ann.edits("f.py", "line 25\n", "ann's\n")
    assert ann.commits("f.py").rejected == ["CG101 read.py"]


def test_who_types_the_same_has_not_taken_it(repository: Repository) -> None:
    ann = edited(repository, types=True)
    ann.writes("f.py", NEW)
    assert ann.commits("f.py").ok


def test_two_that_run_the_same_command_have_not_taken_it_from_each_other(repository: Repository) -> None:
    ann = edited(repository, types=False)
    assert ann.runs(FORMATTER).ok
    assert ann.commits("f.py").ok
