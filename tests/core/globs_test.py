"""Wildcards as tokens: quick ways and the long way say the same, and no pattern makes matching slow."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordgit.core.globs import glob_match
from tests.support.thorough import examples

GLOBS = st.lists(st.sampled_from(["*", "**", "**/", "?", "/", "a", "b", ".py", "[ab]", "[!a]", "{a,b/}", "{,x}"]), max_size=7)
PATHS = st.lists(st.sampled_from(["a", "b", "x", ".py", "ab", "/a", "/b"]), min_size=1, max_size=6)


def slow(pattern: str) -> str:
    """As a regular expression, which is slow for some and right for all."""
    out, n = [], 0
    while n < len(pattern):
        before = pattern[:n]
        starred = re.compile(r"\*+").match(pattern, n)
        if starred and len(starred[0]) > 1 and before[-1:] in ("", "/") and pattern[starred.end() :][:1] in ("", "/"):
            out.append("(?:.*/)?" if pattern[starred.end() :] else ".*")
            n = starred.end() + 1
            continue
        if starred:
            out.append("[^/]*")
            n = starred.end()
            continue
        letter = pattern[n]
        if letter == "[":
            end = pattern.index("]", n)
            out.append("(?!/)" + pattern[n : end + 1].replace("!", "^"))
            n = end
        else:
            out.append({"?": "[^/]"}.get(letter, re.escape(letter)))
        n += 1
    return "".join(out)


def choices(pattern: str) -> list[str]:
    found = re.search(r"\{([^{}]*)\}", pattern)
    if not found:
        return [pattern]
    return [way for one in found[1].split(",") for way in choices(pattern[: found.start()] + one + pattern[found.end() :])]


@settings(max_examples=examples(400, 4000), deadline=None)
@given(GLOBS, PATHS)
def test_a_glob_matches_what_it_should(pieces: list[str], path: list[str]) -> None:
    pattern, text = "".join(pieces), "".join(path).lstrip("/")
    expected = pattern == text or any(re.fullmatch(slow(way), text) for way in choices(pattern))
    assert glob_match(pattern, text) is bool(expected)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.py", "a.py", True), ("*.py", "d/a.py", False), ("**/*.py", "a.py", True), ("**/*.py", "d/e/a.py", True),
        ("d/**", "d/e/a.py", True), ("d/?.py", "d/a.py", True), ("d/?.py", "d/ab.py", False), ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False), ("*.{py,js}", "a.js", True), ("*.{py,js}", "a.ts", False), ("a+b", "a+b", True),
        ("?.py", "ü.py", True), ("[äö].py", "ö.py", True), ("?.py", "üü.py", False), ("[!a].py", "ü.py", True),
        ("*.{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s}", "x.s", True), ("*.{a,{b,c}}", "x.c", True), ("a}b", "a}b", True),
        ("[", "[", True), ("[", "a", False), ("{a}", "a", True),
    ],
)  # fmt: skip
def test_a_glob_matches_as_in_ripgrep(pattern: str, path: str, matches: bool) -> None:
    assert glob_match(pattern, path) is matches


def test_no_glob_is_slow() -> None:
    began = time.process_time()
    assert not glob_match("*a" * 12 + "b", "a" * 200)
    assert glob_match("{a,b,c}" * 12, "a" * 12)  # too many to tell apart
    assert time.process_time() - began < 2
