"""A look at all files that a glob, or ``find``, names, or by a command that may not have run, is one at a file that was read
before, if all of it was printed."""

import os

import pytest

from coordgit.record.delivered import is_whole_in
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Session
from tests.walks.observing import lands, read_of, rejected

LOOKS = [
    "cat *.py",
    "cat $(git ls-files '*.py')",
    "cat ./*.py; true",
    "find . -name '*.py' -exec cat {} +",
    "ls *.py | xargs cat",
    "cat api.py 2>/dev/null || echo none",
    "cat other.py api.py | head -100",
    "{ echo; cat api.py; ls; } | head -100",
    "if [ -f api.py ]; then cat api.py; fi",
]
NONE = {
    "of the first lines": "head -1 *.py",
    "of what is left of it": "cat *.py | grep def",
    "unseen": "cat *.py >/dev/null",
    "of another file": "cat o*.py",
    "in another form": "cat -n *.py",
    "of what the pipe cuts off": "cat other.py api.py | head -2",
    "that has not run": "test -f none && cat api.py || cat other.py",
    "of lines that it does not print": "cat api.py 2>/dev/null | head -1 || echo none",
    "unheard of what is left of it": "cat api.py 2>/dev/null | grep def || echo none",
}


def reads_and_is_rejected(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert rejected(ann) == ["CG101 api.py"]


@pytest.mark.daily(3)
@pytest.mark.parametrize("look", LOOKS)
def test_after_a_rejection_it_is_one_look(ann: Claude, bob: Session, look: str) -> None:
    reads_and_is_rejected(ann, bob)
    assert ann.runs(look).ok
    assert read_of(ann, "api.py")["exact"]
    assert lands(ann).ok


@pytest.mark.parametrize("look", ["cat api.py 2>/dev/null | head -50", "awk 'NR<=50 {print NR\": \"$0}' api.py"])
def test_so_is_one_at_lines_that_hold_what_has_changed(ann: Claude, bob: Session, look: str) -> None:
    reads_and_is_rejected(ann, bob)
    assert ann.runs(look).ok
    assert lands(ann).ok


@pytest.mark.daily(3)
@pytest.mark.parametrize("look", NONE.values(), ids=[*NONE])
def test_a_look_that_does_not_print_all_of_it_is_none(ann: Claude, bob: Session, look: str) -> None:
    reads_and_is_rejected(ann, bob)
    assert ann.runs(look).ok
    assert rejected(ann) == ["CG101 api.py"]


@pytest.mark.parametrize(
    ("look", "shows"), [("cat api.py 2>/dev/null | head", True), ("cat api.py 2>/dev/null | grep -n class || echo none", False)]
)
def test_a_pipe_shows_that_a_file_was_removed_unless_it_may_print_none_of_one_that_is_there(
    ann: Claude, bob: Session, look: str, shows: bool
) -> None:
    ann.reads("api.py")
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "gone").ok
    assert rejected(ann) == ["CG101 api.py"]
    assert ann.runs(look).ok
    assert rejected(ann) == ["CG101 api.py"] * (not shows)


def test_a_look_at_some_of_the_files_is_none_at_another_with_the_same_text(ann: Claude, bob: Session) -> None:
    reads_and_is_rejected(ann, bob)
    ann.repository.write("copy.py", CHANGED)
    os.utime(ann.cwd / "copy.py", (2**31, 2**31))
    shown = ann.runs("find . -name '*.py' -newer api.py -exec cat {} +")
    assert CHANGED in shown.out
    assert rejected(ann) == ["CG101 api.py"]


def test_lines_of_a_longer_text_are_not_all_of_a_file() -> None:
    assert is_whole_in(b"x = 1\ny = 2\n", "a = 0\nx = 1\ny = 2\nz = 3")
    for text in (b"", b"\n", b"x = 1\nz = 3\n", b"= 0\nx = 1\n", b"y = 2\nz =\n"):
        assert not is_whole_in(text, "a = 0\nx = 1\ny = 2\nz = 3")
