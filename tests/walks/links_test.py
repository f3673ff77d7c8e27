"""Reads through symbolic links: every link on the way is a read, and what is read at the end is what the system opens."""

import os

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def linked(repository: Repository) -> Repository:
    """``cur`` leads to ``v1``; ``second`` by way of ``first`` to ``x.py``; ``down`` to ``deep/dir``; ``away`` out of it all."""
    texts = {
        "v1/x.py": "1\n",
        "v2/x.py": "2\n",
        "x.py": "x\n",
        "y.py": "y\n",
        "deep/dir/z": "z\n",
        "deep/a.py": "deep\n",
        "a.py": "a\n",
    }
    outside = repository.folder / "outside"
    outside.mkdir()
    (outside / "o.py").write_text("o\n")
    for name, target in {"cur": "v1", "first": "x.py", "second": "first", "down": "deep/dir", "away": str(outside)}.items():
        os.symlink(target, repository.top / name)
    os.symlink("round", repository.top / "round")
    repository.commit_files(texts)
    return repository


@pytest.fixture
def ann(linked: Repository) -> Session:
    return linked.session("ann")


@pytest.fixture
def bob(linked: Repository) -> Session:
    return linked.session("bob")


def lead(session: Session, name: str, target: str) -> None:
    path = session.repository.top / name
    path.unlink()
    os.symlink(target, path)
    assert session.git("commit", "-qam", f"{name} leads to {target}").ok


def paths(session: Session) -> list[str]:
    return sorted(read["path"] for read in session.json("session", "show")["reads"])


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("cur/x.py", ["cur", "v1/x.py"]),
        ("second", ["first", "second", "x.py"]),
        ("down/../a.py", ["deep/a.py", "down"]),
        ("away/o.py", ["away"]),
        ("cur/nothing.py", ["cur", "v1/nothing.py"]),
        ("round", ["round"]),
        ("v1/../a.py", ["a.py"]),
    ],
)
def test_every_link_on_the_way_is_a_read(ann: Session, path: str, found: list[str]) -> None:
    ann.coordgit("read", path)
    assert paths(ann) == found


def test_a_link_to_a_folder_that_leads_elsewhere_now_is_stale(ann: Session, bob: Session) -> None:
    ann.reads("cur/x.py")
    lead(bob, "cur", "v2")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 cur"]
    ann.reads("cur/x.py")
    assert ann.git("commit", "-qm", "again").ok


def test_a_link_in_the_middle_that_leads_elsewhere_now_is_stale(ann: Session, bob: Session) -> None:
    ann.reads("second:1-1")
    lead(bob, "first", "y.py")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 first"]


def test_what_changes_beside_a_link_that_was_followed_rejects_nothing(ann: Session, bob: Session) -> None:
    ann.reads("cur/x.py", "second", "down/../a.py")
    bob.lands("a.py", "changed\n")
    bob.lands("v2/x.py", "changed\n")
    lead(bob, "away", "y.py")
    assert ann.commits("caller.py", "1\n").ok


def test_the_file_above_where_a_link_leads_is_the_one_that_was_read(ann: Session, bob: Session) -> None:
    ann.reads("down/../a.py")
    bob.lands("deep/a.py", "changed\n")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 deep/a.py"]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("cat down/../a.py", ["deep/a.py", "down"]),
        ("cd down && cd .. && cat a.py && cd .", ["a.py"]),
        ("cd down && cat ../a.py && cd ..", ["deep/a.py", "down"]),
        ("grep -n z down/z", ["deep/dir/z", "down"]),
    ],
)
def test_a_shell_leaves_a_link_as_it_came_in_and_programs_do_not(linked: Repository, command: str, found: list[str]) -> None:
    ann = Claude(linked, "00000000-0000-4000-8000-00000000000a")
    result = ann.runs(command)
    assert result.ok, result
    reads = linked.json("session", "show", ann.session, **ann.env)["reads"]
    assert sorted(read["path"] for read in reads) == found


def test_an_edit_through_a_link_is_one_of_its_target(linked: Repository, bob: Session) -> None:
    ann = Claude(linked, "00000000-0000-4000-8000-00000000000a")
    ann.reads("cur/x.py")
    ann.edits("cur/x.py", "1\n", "one\n")
    assert ann.commits("v1/x.py").ok
    lead(bob, "cur", "v2")
    ann.runs("true")
    linked.write("caller.py", "1\n")
    assert ann.commits("caller.py").ok  # it was shown
