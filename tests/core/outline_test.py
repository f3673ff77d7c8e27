"""Definitions of Python by indentation: head and body apart."""

import pytest

from coordgit.core.outline import imported, only_optional_parameters, outline
from coordgit.core.source import PYTHON, RUBY, code_lines

TEXT = '''\
import os


@decorated(
    1)
class Store(Base):
    """A docstring."""
    size = 1

    def get(
        self,
        name,
    ):
        def inner():
            return 1
        print name
        return inner

    async def put(self): return 1


last = Store()
'''


def at(text: str, line: int) -> tuple[str, bool]:
    """(the full name of the definition that a line is in, whether the line belongs to its head)."""
    found = outline(code_lines(text, PYTHON))
    one = found.at(line)
    return ("", False) if one is None else (found.full_name(one), one.top <= line <= one.head)


@pytest.mark.parametrize(
    ("line", "name", "is_head"),
    [
        (1, "", False),
        (4, "Store", True),
        (5, "Store", True),
        (6, "Store", True),
        (8, "Store", False),
        (10, "Store.get", True),
        (12, "Store.get", True),
        (13, "Store.get", True),
        (14, "Store.get.inner", True),
        (15, "Store.get.inner", False),
        (16, "Store.get", False),
        (19, "Store.put", True),
        (22, "", False),
        (99, "", False),
    ],
)
def test_each_line_is_in_a_head_or_a_body(line: int, name: str, is_head: bool) -> None:
    assert at(TEXT, line) == (name, is_head)


def test_a_string_of_several_lines_ends_no_definition() -> None:
    text = 'class A:\n    def f(self):\n        x = """one\ntwo\n"""\n        return 1\n\nx = 1\n'
    assert [at(text, line)[0] for line in (4, 6, 8)] == ["A.f", "A.f", ""]


def test_what_is_imported() -> None:
    text = "import os.path, sys as system\nfrom a.b import (\n    one,\n    two as three,\n)\nimportant = 1\n"
    assert imported(code_lines(text, PYTHON)) == {"os", "system", "one", "three"}


@pytest.mark.parametrize(
    ("before", "after", "is_optional"),
    [
        ("def f(x):", "def f(x, y=1):", True),
        ("def f():", "def f(y=1):", True),
        ("def f(x):", "def f(\n    x,\n    y: int = 1,\n) -> int:", True),
        ("def f(x, **kw):", "def f(x, y=1, **kw):", True),
        ("def f(x, *, z):", "def f(x, *, y=1, z):", True),
        ("def f(x):", "def f(x, **kw):", True),
        ("def f(x):", "def f(x, y):", False),
        ("def f(x, y):", "def f(x, z=1, y=2):", False),
        ("def f(x, y=1):", "def f(x, z=1, y=1):", False),
        ("def f(x, y=1):", "def f(x):", False),
        ("def f(x=1):", "def f(x=2):", False),
        ("def f(x):", "def g(x, y=1):", False),
        ("@old\ndef f(x):", "@new\ndef f(x, y=1):", False),
        ("class A:", "class A(B):", False),
        ("func (s *S) f(x int) (int, error) {", "func (s *S) f(x int, opts ...Opt) (int, error) {", True),
        ("func (s *S) f(x int) (int, error) {", "func (s *S) f(x int, opts ...Opt) error {", False),
        ("const f = (x) => {", "const f = (x, y = 1) => {", True),
        ("f(x: A): B {", "f(x: A, y?: () => C): B {", True),
        ("f(x: A): B {", "f(x: A, y: () => C): B {", False),
    ],
)
def test_a_parameter_that_no_caller_has_to_know_of(before: str, after: str, is_optional: bool) -> None:
    assert only_optional_parameters("f", before.split("\n"), after.split("\n"), PYTHON.optional) == is_optional


@pytest.mark.parametrize(
    ("parameter", "is_optional"), [("y: 1", True), ("y:", False), ("&block", True), ("y = 1", True), ("y", False)]
)
def test_a_parameter_of_ruby_that_no_caller_has_to_know_of(parameter: str, is_optional: bool) -> None:
    assert only_optional_parameters("f", ["def f(x)"], [f"def f(x, {parameter})"], RUBY.optional) == is_optional
