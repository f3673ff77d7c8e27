"""Ranges beyond the end of a file: it was seen that nothing stands there, so what others put there is a change of it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

THREE = "1\n2\n3\n"


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"a.py": THREE, "open.py": "1\n2", "empty.py": ""})
    return repository.session("ann")


@pytest.mark.parametrize("read", ["a.py:10-20", "a.py:4-4", "a.py:2-20"])
@pytest.mark.parametrize("way", [(), ("--at", "HEAD")])
def test_lines_that_come_after_the_end_are_a_change(ann: Session, bob: Session, read: str, way: tuple[str, ...]) -> None:
    assert ann.coordgit("read", *way, read).ok
    bob.lands("a.py", THREE + "4\n5\n")
    assert [line.split(":")[0] for line in ann.commits("new.py", "1\n").rejected] == ["CG101 a.py"]


@pytest.mark.parametrize("path", ["open.py", "empty.py"])
def test_lines_after_a_last_line_without_an_end_are_a_change(ann: Session, bob: Session, path: str) -> None:
    ann.reads(f"{path}:10-20")
    bob.lands(path, "1\n2\n" + "".join(f"{n}\n" for n in range(3, 30)))
    assert not ann.commits("new.py", "1\n").ok


@pytest.mark.parametrize("way", [(), ("--at", "HEAD")])
def test_a_change_well_before_the_end_is_no_change_of_a_range_beyond_it(ann: Session, bob: Session, way: tuple[str, ...]) -> None:
    assert ann.coordgit("read", *way, "a.py:10-20").ok
    bob.lands("a.py", "0\n" + THREE.replace("1", "one"))
    assert ann.commits("new.py", "1\n").ok


def test_a_range_beyond_the_end_is_read_again_by_the_lines_that_are_printed(ann: Session, bob: Session) -> None:
    ann.reads("a.py:10-20")
    bob.lands("a.py", THREE + "4\n5\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 a.py:4-20"]
    ann.reads("a.py:4-20")
    assert ann.git("commit", "-qm", "again").ok


@pytest.mark.parametrize("command", ["sed -n 10,20p a.py", "git show HEAD:a.py | sed -n 10,20p"])
def test_a_shell_that_saw_nothing_there(ann: Session, repository: Repository, command: str) -> None:
    claude = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    assert claude.runs(command).ok
    reads = repository.json("session", "show", claude.session, **claude.env)["reads"]
    assert [(read["path"], read["lines"]) for read in reads] == [("a.py", [4, 20])]
