"""What gc leaves to a landing in flight: one that was published, and whose branch git has not moved yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.ageing import age, collect
from tests.faults.support import clear_locks, finish, heal, kill, start, strike, wait_for
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Result, Session


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


@contextmanager
def in_flight(
    repository: Repository, folder: Path, session: Session, *command: str, killed: bool = False
) -> Iterator[list[Result]]:
    """Hold git's command when its update is published; afterwards let it go on, or kill it. The result is put into the list."""
    came: list[Result] = []
    strike(repository)
    held = start(session, *command, MOMENT="before exit 1", STRIKE=f"wait {folder}/held")
    wait_for(folder / "held")
    heal(repository)
    with repository.store() as store:
        assert store.value("SELECT state FROM landings ORDER BY landing_id DESC") == "pending"
    try:
        yield came
    finally:
        if killed:
            kill(held.pid)
        (folder / "held.go").touch()
        came.append(finish(held))
        clear_locks(repository)


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "landed"])
def test_an_edit_whose_landing_is_killed_is_uncommitted_again(
    ann: Claude, repository: Repository, tmp_path: Path, killed: bool
) -> None:
    ann.edits("api.py", "(x)", "(x, y)")
    with in_flight(repository, tmp_path, repository.session(ann.session), "commit", "-qam", "x", killed=killed):
        age(repository, 40)
        collect(repository)
    assert repository.coordgit("read", "other.py", **ann.env).ok  # whatever runs next settles what became of the landing
    shown = repository.json("session", "show", ann.session)
    assert [write["path"] for write in shown["writes"]] == (["api.py"] if killed else [])


@pytest.mark.parametrize(("path", "codes"), [("api.py", ["CG101 api.py"]), ("other.py", [])])
def test_the_reads_of_an_ended_session_stay_while_its_work_is_picked(
    ann: Claude, repository: Repository, tmp_path: Path, path: str, codes: list[str]
) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("api.py")
    oid = cat.lands("caller.py", "f(1)\n")
    assert cat.coordgit("session", "end").ok
    picker = repository.session("dan", repository.worktree("dan"))
    repository.git("worktree", "remove", str(cat.cwd))
    repository.git("branch", "-q", "-D", "cat")
    with in_flight(repository, tmp_path, picker, "merge", "-q", "--ff-only", oid):
        age(repository, 40)
        collect(repository)
    bob = repository.session("bob")
    bob.lands(path, CHANGED)
    assert bob.git("merge", "-q", "--no-edit", "dan").rejected == codes
