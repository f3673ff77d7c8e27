"""Definitions are found by indentation, in text of any Python."""

import pytest

from coordgit.bench.replay.definitions import span

TEXT = """\
from os import path, sep
LIMIT = 3


@decorated
@twice(1)
class Outer(object):
    '''Says
what it is.
    '''

    field = 1

    def method(self, a,
               b=None,
    ):
        self.kept = a
# a comment at the margin
        print "old text"

        return b

    async def later(self):
        pass


def method():
    if LIMIT == 3:
        return 4
"""


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Outer.method", (14, 21)),
        ("Outer.later", (23, 24)),
        ("method", (27, 29)),
        ("Outer.field", (12, 12)),
        ("Outer.kept", (17, 17)),
        ("LIMIT", (2, 2)),
        ("sep", (1, 1)),
        ("missing", None),
        ("Outer.missing", None),
        ("Missing.method", None),
    ],
)
def test_a_definition_is_found(name: str, lines: tuple[int, int] | None) -> None:
    assert span(TEXT, name) == lines


def test_a_string_that_ends_a_definition_belongs_to_it() -> None:
    assert span('class A:\n    x = f("""\ntext\n    """)\n\nclass B:\n    pass\n', "A") == (1, 4)


def test_decorators_belong_to_what_they_decorate() -> None:
    assert span("@one\n@two\ndef f():\n    pass\n\nX = 1\n", "f") == (1, 4)
