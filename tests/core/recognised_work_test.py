"""Which changes tell that one was taken from the other."""

from typing import NamedTuple

import pytest

from coordgit.core.recognised_work import recognised, same_hunks


class Texts(NamedTuple):
    """One change, another one, and whether the first is in the second."""

    name: str
    before: str
    after: str
    old: str
    new: str
    found: bool
    own: str = ""


TEXTS = [
    Texts("the same line", "a", "a\ndef g():", "b", "b\ndef g():", True),
    Texts("merged beside another change", "a", "a\ndef g():", "a", "top = 1\na\ndef g():", True),
    Texts("indented anew", "a", "a\ndef g():", "b", "b\n    def g():", True),
    Texts("a quarter of it", "", "line 1\nline 2\nline 3\nline 4", "", "line 1\nelse", True),
    Texts("less than a quarter of it", "", "line 1\nline 2\nline 3\nline 4\nline 5", "", "line 1\nelse", False),
    Texts("a line that was there before", "", "import os", "import os", "import os\nmore = 1", False),
    Texts("a bracket", "", "}", "", "}", False),
    Texts("another line", "", "def g():", "", "def h():", False),
    Texts("nothing but a removal", "gone = 1\nkept = 1", "kept = 1", "gone = 1\nkept = 1", "kept = 1", False),
    Texts("a line that the session wrote itself", "", "import os", "", "import os", False, "import os"),
    Texts("letters beyond ASCII", "", "größe", "", "größe", True),
]


@pytest.mark.parametrize("texts", TEXTS, ids=lambda texts: texts.name.replace(" ", "-"))
def test_work_is_recognised_by_the_lines_it_adds(texts: Texts) -> None:
    sides = (texts.before, texts.after, texts.old, texts.new, texts.own)
    assert recognised(*(side.encode() for side in sides)) == texts.found


@pytest.mark.parametrize(
    ("removed", "added", "found"),
    [
        (["two = 2"], ["two = 22"], True),
        (["gone = 1"], [], True),
        ([], ["import os"], False),
        (["}"], ["{"], False),
        (["x = 1"], ["x = 2"], False),
        (["call( 'a' )"], ['call("a")'], False),
        (["x = 1"], ["more = x"], True),
    ],
)
def test_a_hunk_in_common_tells_if_it_removes_lines_and_names_something(
    removed: list[str], added: list[str], found: bool
) -> None:
    assert same_hunks([([line.encode() for line in removed], [line.encode() for line in added])]) == found
