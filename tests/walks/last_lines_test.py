"""The last lines of a file, or those from one on: a change of them rejects, the same look makes them true, others are nothing."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

LINES = [f"line {n}\n" for n in range(1, 41)]
LOOKS = [
    "tail -5 f.txt",
    "tail -n +36 f.txt",
    "sed -n '36,$p' f.txt",
    "cat f.txt | tail -n 5",
    "head -n 50 f.txt | tail -n 5",
    "awk 'NR>=36' f.txt",
]


def with_line(number: int, text: str = "changed\n") -> str:
    return "".join([*LINES[: number - 1], text, *LINES[number:]])


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"f.txt": "".join(LINES), "g.txt": "1\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


def commits(ann: Claude) -> list[str]:
    (ann.cwd / "g.txt").write_text("2\n")
    return ann.commits("g.txt").rejected


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("text", [with_line(38), "".join(LINES) + "more\n"], ids=["one of them", "one that follows"])
def test_a_change_there_rejects_until_it_is_looked_at(ann: Claude, bob: Session, look: str, text: str) -> None:
    assert ann.runs(look).ok
    bob.lands("f.txt", text)
    assert commits(ann) == ["CG101 f.txt:36-40"]
    assert ann.runs("tail -n 12 f.txt").ok
    assert commits(ann) == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_at_the_same_last_lines_makes_them_true_again(ann: Claude, bob: Session, look: str) -> None:
    assert ann.runs(look).ok
    bob.lands("f.txt", with_line(38))
    assert commits(ann) == ["CG101 f.txt:36-40"]
    assert ann.runs(look).ok
    assert commits(ann) == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_change_well_before_them_is_nothing(ann: Claude, bob: Session, look: str) -> None:
    assert ann.runs(look).ok
    bob.lands("f.txt", with_line(3, "two\nlines\n"))
    assert commits(ann) == []


@pytest.mark.parametrize("look", ["tail -5 f.txt | wc -c", "tail -c 20 f.txt", "tail -5 f.txt | tail -2"])
def test_what_is_seen_of_them_in_part_answers_for_no_change(ann: Claude, bob: Session, look: str) -> None:
    ann.reads("f.txt", 36, 40)
    bob.lands("f.txt", with_line(38, "changed\n" + "long\n" * 3000))
    assert ann.runs(look).ok
    assert commits(ann) == ["CG101 f.txt:36-40"]


def test_last_lines_of_a_file_that_the_command_then_changed_are_all_of_it(ann: Claude, bob: Session) -> None:
    """Where they stood is not known any more."""
    assert ann.runs("tail -5 f.txt; printf 'one\\ntwo\\n' >> f.txt").ok
    reads = ann.repository.json("session", "show", ann.session, **ann.env)["reads"]
    assert [(read["path"], read["lines"], read["exact"]) for read in reads if read["kind"] != "absent"] == [
        ("f.txt", None, False)
    ]
