"""Patterns of other tools mean in Python what they mean there, or nothing."""

import pytest

from coordgit.core.patterns import BASIC, EXTENDED, compiled, python_regex

MEANT = [
    (r"[[:alpha:]]+_id", "user_id", "7_id"),
    (r"[^[:space:]_]=", "a=", "_="),
    (r"\<foo\>", "a foo b", "a food b"),
    (r"\b{start}foo\b{end-half}", "a foo b", "a food b"),
    (r"foo\z", "foo", "foo "),
    (r"foo\h*=", "foo\t =", "foox="),
    (r"(?<x>b)(?P=x)", "abb", "ab"),
    (r"(?<=a)b(?<!bb)c", "abc", "xbc"),
    (r"(?i)FOO", "foo", "fo"),
    (r"f(?i)OO", "foo", "Foo"),
    (r"(f(?i)o|x)o", "fOo", "FOo"),
    (r"(f(?i)o|x)o", "Xo", "XO"),
    (r"a(?i)b|c", "C", "A"),
    (r"a(?i)b(?-i)c", "aBc", "aBC"),
    (r"\(?i\)f", "(i)f", "xf"),
    (r"[\]x]=", "]=", "y="),
    (r"a++b", "aab", "ab".replace("b", "c")),
    (r"(?i:foo)\(", "FOO(", "FOO"),
    (r"[^\n]x", "ax", "x"),
    (r"\\n", "\\n", "n"),
]


@pytest.mark.parametrize(("pattern", "found", "not_found"), MEANT)
def test_a_pattern_means_what_it_means_elsewhere(pattern: str, found: str, not_found: str) -> None:
    one = compiled(pattern, False)
    assert one is not None and one.search(found) and not one.search(not_found)


@pytest.mark.parametrize(("pattern", "found", "not_found"), MEANT)
def test_a_pattern_that_was_translated_stays_what_it_is(pattern: str, found: str, not_found: str) -> None:
    once = python_regex(pattern, EXTENDED)
    assert python_regex(once, EXTENDED) == once


@pytest.mark.parametrize(
    "pattern",
    [
        r"\p{Lu}\w+", "[[a-c]x]", "[a-z&&[^aeiou]]", "[a--b]", "[[:odd:]]", "[[:^alpha:]]", "f(", "*", r"\Qa.b\E", r"a\nb",
        "a\nb", "(?U)a", "(" * 3000, "a{99999999999}", r"\K",
    ],
)  # fmt: skip
def test_what_python_cannot_say_is_not_asked(pattern: str) -> None:
    assert compiled(pattern, False) is None


def test_flags_and_names_are_not_groups_in_the_basic_dialect() -> None:
    assert python_regex("a(?i)(?<x", BASIC) == r"a\(\?i\)\(\?<x"
