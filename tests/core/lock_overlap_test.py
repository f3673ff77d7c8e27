"""The clash of two locks, against the paths that both name."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from coordgit.core.lock_overlap import overlap
from coordgit.core.pathspec import Paths, names, parse
from tests.core.pathspec_test import FILES, NAMES, SPECS, paths_of
from tests.support.thorough import examples


@given(SPECS, SPECS, st.one_of(st.sampled_from(FILES), NAMES))
@example("src/*.py", "src/deep", "src/deep/a.py")
@example(":(icase)README*", "readme.md", "readme.md")
@settings(max_examples=examples(400, 4000), deadline=None)
def test_two_locks_that_name_one_path_clash(one: str, other: str, path: str) -> None:
    first, second = paths_of(one), paths_of(other)
    assume(not set(path) & set("*?\\"))
    if first and second and names(first, path) and names(second, path):
        assert overlap(first, second)
        assert overlap(second, first)


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("a.py", "a.py", True), ("a.py", "b.py", False),
        ("src", "src/a.py", True), ("src", "src2/a.py", False),
        ("src/", "src/a.py", True), ("src/", "src", True),
        ("*.py", "src/a.py", True), ("*.py", "*.md", False),
        ("src/*.py", "lib/*.py", False), ("src/*", "src/*.py", True),
        (":(glob)src/*.py", "src/deep", False), ("src/*.py", "src/deep", True),
        (":(glob)**/a.py", "src/a.py", True), (":(glob)**/a.py", ":(glob)src/*.md", False),
        (":(icase)readme.md", "README.md", True), ("readme.md", "README.md", False),
        (".", "anything/at/all", True), ("[a", "b", False),
        ("app/[id]", "app/[id]/page.tsx", True), ("app/[id].tsx", "app/[id].tsx", True), ("app/[id].tsx", "app/i.tsx", True),
        ("a?c", "abc", True), ("a?c", "abbc", False),
    ],
)  # fmt: skip
def test_two_locks_clash_exactly_when_a_path_fits_both(one: str, other: str, clash: bool) -> None:
    assert overlap(Paths(parse(one)), Paths(parse(other))) is clash
    assert overlap(Paths(parse(other)), Paths(parse(one))) is clash


def test_a_file_does_not_clash_with_a_wildcard_that_could_name_something_inside_it() -> None:
    assert not overlap(Paths(parse("README.md"), leaf=True), Paths(parse("*.py")))
    assert overlap(Paths(parse("a.py"), leaf=True), Paths(parse("*.py")))
    assert overlap(Paths(parse("src/a.py"), leaf=True), Paths(parse("src")))


def test_what_one_lock_leaves_out_is_free_for_another() -> None:
    all_but_docs = Paths(parse("."), (parse(":!docs"),))
    assert not overlap(all_but_docs, Paths(parse("docs/index.md")))
    assert not overlap(all_but_docs, Paths(parse("docs/*.md")))
    assert not overlap(all_but_docs, Paths(parse("docs")))
    assert overlap(all_but_docs, Paths(parse("src/a.py")))
    assert overlap(all_but_docs, Paths(parse("*.md")))


def test_two_patterns_full_of_stars_do_not_take_for_ever() -> None:
    assert not overlap(Paths(parse("*a" * 30 + "b")), Paths(parse("*a" * 30 + "c")))
