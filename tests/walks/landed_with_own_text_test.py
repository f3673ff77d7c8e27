"""Another session lands an edit that was left uncommitted, with a change of its own: the first may go on with its lines."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Session
from tests.walks.observing import UTIL


@pytest.fixture
def bob(main: Session) -> Session:
    return main


@pytest.fixture
def ann(bob: Session) -> Claude:
    """Ann has read nothing of the file: her client lets her edit it all the same."""
    ann = Claude(bob.repository, ANN)
    ann.send("SessionStart", source="startup")
    return ann


def lands_all(ann: Claude, bob: Session, old: str, new: str) -> None:
    """Ann's turn ends, and bob commits what she has left, with an edit of his own."""
    ann.send("Stop", stop_hook_active=False, last_assistant_message="ok", background_tasks=[])
    util = bob.cwd / "util.py"
    assert old in util.read_text()
    util.write_text(util.read_text().replace(old, new))
    assert bob.git("commit", "-qam", "all").ok
    ann.send("UserPromptSubmit", prompt="go on")


@pytest.mark.parametrize("line", ["F = 6", "D = 4"], ids=["elsewhere", "beside"])
def test_who_goes_on_with_its_own_lines_takes_nothing_back(ann: Claude, bob: Session, line: str) -> None:
    ann.edits("util.py", "C = 3", "C = 33")
    lands_all(ann, bob, line, f"{line}0")
    ann.edits("util.py", "C = 33", "C = 34")
    assert ann.commits("util.py").ok
    assert f"{line}0\n" in bob.repository.git("show", "HEAD:util.py") + "\n"


def test_who_takes_back_its_own_lines_takes_nothing_of_anothers_back(ann: Claude, bob: Session) -> None:
    ann.edits("util.py", "C = 3", "C = 33")
    lands_all(ann, bob, "F = 6", "F = 66")
    ann.edits("util.py", "C = 33", "C = 3")
    assert ann.commits("util.py").ok


def test_who_takes_back_the_others_line_loses_an_update(ann: Claude, bob: Session) -> None:
    ann.edits("util.py", "C = 3", "C = 33")
    lands_all(ann, bob, "F = 6", "F = 66")
    ann.writes("util.py", UTIL.replace("C = 3", "C = 34"))
    assert ann.commits("util.py").rejected == ["CG201 util.py"]


def test_who_takes_back_what_the_other_made_of_its_line_loses_an_update(ann: Claude, bob: Session) -> None:
    ann.edits("util.py", "C = 3", "C = 33")
    lands_all(ann, bob, "C = 33", "C = 99")
    ann.writes("util.py", UTIL.replace("C = 3", "C = 34"))
    assert ann.commits("util.py").rejected == ["CG201 util.py"]


def test_what_a_command_has_put_there_is_not_known(ann: Claude, bob: Session) -> None:
    """It takes another branch's version, unseen; bob lands that, and ann writes over it."""
    repository = bob.repository
    repository.git("switch", "-qc", "feat")
    repository.commit_files({"util.py": UTIL.replace("C = 3", "C = 33")}, "feat")
    repository.git("switch", "-q", "main")
    assert ann.runs("git checkout -q feat -- util.py").ok
    lands_all(ann, bob, "F = 6", "F = 66")
    ann.writes("util.py", UTIL.replace("F = 6", "F = 66"))
    assert ann.commits("util.py").rejected == ["CG201 util.py"]
