"""What listings and searches speak of."""

import pytest

from coordgit.core.model import Query
from coordgit.core.predicates import LONGEST, answers_differ, finds, includes, lists, searches
from coordgit.core.quoting import quote


@pytest.mark.parametrize(
    ("query", "path", "named"),
    [
        (Query(), "d/e/a.py", True), (Query(recursive=False), "d/a.py", True), (Query(recursive=False), "d/e/a.py", False),
        (Query("*.py"), "d/a.py", True), (Query("*.py"), "d/a.txt", False), (Query(), "other/a.py", False),
    ],
)  # fmt: skip
def test_a_listing_of_a_folder_names_what_is_below_it(query: Query, path: str, named: bool) -> None:
    assert lists(query, "d", path) is named


@pytest.mark.parametrize(
    ("specs", "path", "looked"),
    [
        ((), "d/a.py", True), (("*.py",), "d/a.py", True), (("*.py",), "d/a.md", False), (("d",), "d/a.md", True),
        (("!d/x/*",), "d/x/a.py", False), (("!d/x/*",), "d/a.py", True), (("d/*.py",), "d/a.py", True),
    ],
)  # fmt: skip
def test_a_search_looks_into_what_its_pathspecs_name(specs: tuple[str, ...], path: str, looked: bool) -> None:
    assert searches(Query("x", specs), "", path) is looked


@pytest.mark.parametrize(
    ("wide", "folder", "narrow", "inner", "included"),
    [
        (Query(recursive=False), "m", Query("*.sql"), "m", True),
        (Query(recursive=False), "m", Query("**/*.sql"), "m", False),
        (Query(recursive=False), "", Query("*.sql"), "m", False),
        (Query(), "", Query("a/*.sql"), "m", True),
        (Query(), "m", Query(), "m", True),
        (Query(), "m", Query(recursive=False), "mm", False),
        (Query("*"), "m", Query(recursive=False), "m", True),
        (Query("*"), "m", Query(), "m", False),
        (Query("**/*"), "", Query(), "m", True),
        (Query("**/*.sql"), "", Query("*.sql"), "m", True),
        (Query("**/*.sql"), "", Query("*.py"), "m", False),
        (Query("**/*.SQL"), "", Query("*.SQL", ignore_case=True), "m", False),
        (Query("*.sql"), "m", Query(recursive=False), "m", False),
        (Query("a/*"), "m", Query("a/x"), "m", False),
    ],
)
def test_a_listing_has_the_names_of_narrower_ones(wide: Query, folder: str, narrow: Query, inner: str, included: bool) -> None:
    assert includes(wide, folder, narrow, inner) is included


def test_a_search_finds_lines_wherever_they_stand() -> None:
    query = Query(r"def \w+\(")
    assert not answers_differ(query, b"x\ndef f(): ...\n", b"def f(): ...\n\n\n")
    assert answers_differ(query, b"def f(): ...\n", b"def f(): ...\ndef f(): ...\n")
    assert not answers_differ(query, b"", b"nothing\n")
    assert finds(query, [b"x", b"def f(): ..."]) == [b"def f(): ..."]
    assert finds(Query("DEF", ignore_case=True), [b"def f"]) == [b"def f"]
    assert finds(Query("f(", fixed=True), [b"f(1)"]) == [b"f(1)"]
    assert finds(Query("ÄRGER(", ignore_case=True, fixed=True), ["ärger(".encode()])


def test_the_end_of_the_last_line_is_not_another_line() -> None:
    assert not answers_differ(Query("^$"), b"", b"1\n")
    assert answers_differ(Query("^$"), b"", b"1\n\n")


def test_a_search_that_cannot_be_asked_has_another_answer() -> None:
    assert answers_differ(Query("f("), b"1\n", b"2\n")
    assert answers_differ(Query("f."), b"", b"x" * (LONGEST + 1))
    assert not answers_differ(Query("f."), b"", b"x" * LONGEST)
    assert not answers_differ(Query("f"), b"", b"x" * (LONGEST + 1))  # a word is looked for in lines of any length


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a b.py", "a b.py"), ("ü.py", "ü.py"), ("a\nb", '"a\\nb"'), ('q"', '"q\\""'), ("l\udce9.py", '"l\\351.py"')],
)
def test_names_are_shown_as_git_quotes_them(path: str, shown: str) -> None:
    assert quote(path) == shown
