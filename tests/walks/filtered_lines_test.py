"""Lines of a file that a filter of git stores with another number of lines, as git-lfs and nbstripout do."""

import os

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

POINTER = "printf 'version 1\\n' && git hash-object --stdin"
STRIPPED = "grep -v '^#'"
ROWS = [*(f"# {n}\n" for n in range(1, 7)), *(f"row {n}\n" for n in range(7, 31))]


def looks(ann: Claude, command: str) -> None:
    if command:
        ann.runs(command)
    else:
        ann.reads("rows.csv", 10, 12)


def begun_with(repository: Repository, clean: str) -> Claude:
    """Ann, a client's session in a repository with a file that a filter changes."""
    repository.git("config", "filter.rows.clean", clean)
    repository.write(".gitattributes", "rows.csv filter=rows\n")
    return begun(repository, {"rows.csv": "".join(ROWS), "other.py": "1\n"})


@pytest.mark.daily(4)
@pytest.mark.parametrize("command", ["", "sed -n 10,12p rows.csv", "head -12 rows.csv | tail -3"])
@pytest.mark.parametrize(
    ("clean", "line", "stale"),
    [(POINTER, 11, True), (POINTER, 0, False), (STRIPPED, 11, True), (STRIPPED, 25, False)],
    ids=["git-lfs", "git-lfs, another file", "nbstripout", "nbstripout, below"],
)
def test_lines_that_were_read_are_stale_if_their_file_changes_as_it_is_stored(
    repository: Repository, command: str, clean: str, line: int, stale: bool
) -> None:
    ann = begun_with(repository, clean)
    looks(ann, command)
    ann.writes("caller.py", "1\n")
    rows = [row if n != line else "changed\n" for n, row in enumerate(ROWS, 1)]
    repository.session("bob").lands(*("rows.csv", "".join(rows)) if line else ("other.py", "2\n"))
    assert bool(ann.commits("caller.py").rejected) is stale
    looks(ann, command)
    assert ann.repository.run(["git", "commit", "-qm", "again", "--allow-empty", "--", "caller.py"], **ann.env).ok


@pytest.mark.parametrize("read", [(), (7, 14)], ids=["whole", "lines"])
@pytest.mark.parametrize("again", [True, False], ids=["what was read", "lines far below"])
def test_a_look_at_other_lines_shows_nothing_of_those_above_them(
    repository: Repository, read: tuple[int, ...], again: bool
) -> None:
    ann = begun_with(repository, STRIPPED)
    ann.reads("rows.csv", *read)
    ann.writes("caller.py", "1\n")
    rows = [row if n != 11 else f"{n:09000}\n" for n, row in enumerate(ROWS, 1)]  # too long to be shown by a hook
    repository.session("bob").lands("rows.csv", "".join(rows))
    assert ann.commits("caller.py").rejected
    ann.reads("rows.csv", *(read if again else (25, 27)))
    assert bool(ann.commits("caller.py").rejected) is not again


def test_lines_of_a_file_that_is_stored_with_as_many_are_those_that_were_read(repository: Repository) -> None:
    ann = begun_with(repository, "tr a-z A-Z")
    ann.reads("rows.csv", 10, 12)
    assert [read["lines"] for read in repository.json("session", "show", ann.session)["reads"]] == [[10, 12]]


@pytest.mark.parametrize(("changed", "rejected"), [("big.dat", ["CG101 big.dat"]), ("other.py", [])])
def test_a_file_whose_filter_is_not_installed_is_read_as_the_index_has_it(
    repository: Repository, changed: str, rejected: list[str]
) -> None:
    """As where git-lfs is set up for all of the user's repositories, and is not on PATH."""
    repository.git("config", "filter.large.clean", "tr a-z A-Z")
    repository.git("config", "filter.large.smudge", "tr A-Z a-z")
    repository.commit_files({".gitattributes": "*.dat filter=large\n", "big.dat": "text\n", "other.py": "1\n", "own.py": "1\n"})
    ann = Claude(repository, "ann", repository.worktree("ann"))
    os.utime(ann.cwd / "big.dat", (1, 1))
    repository.git("update-index", "--refresh", cwd=ann.cwd)
    repository.git("config", "filter.large.required", "true")
    repository.git("config", "filter.large.clean", "not-installed")
    ann.reads("big.dat")
    repository.git("config", "filter.large.clean", "tr a-z A-Z")
    repository.session("bob").lands(changed, "2\n")
    (ann.cwd / "own.py").write_text("2\n")
    assert repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env).rejected == rejected


def test_a_file_written_since_is_read_too_where_its_filter_is_not_installed(repository: Repository) -> None:
    ann = begun(repository, {".gitattributes": "*.dat filter=large\n", "big.dat": "text\n"})
    repository.git("config", "filter.large.required", "true")
    repository.git("config", "filter.large.clean", "not-installed")
    os.utime(ann.cwd / "big.dat", (1, 1))
    ann.reads("big.dat")
    assert [read["path"] for read in repository.json("session", "show", ann.session)["reads"]] == ["big.dat"]
    assert not (repository.top / ".git/coordgit/log").exists()
