"""Pathspecs: the pure matcher against git itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coordgit.core.pathspec import Paths, Pathspec, group, matches, names, parents, parse
from tests.support.environment import hermetic
from tests.support.thorough import examples

FILES = [
    "README.md", "readme.md", "a.py", "b.py", "ab", "a-b", "[a]", "x*y", "q?", "-", "]", "A", "é.py", "z!", ":colon",
    "back\\slash", "src/a.py", "src/b.c", "src/deep/a.py", "src/deep/er/a.py", "src/deep/er/x", "SRC/a.py", "a[b]/c.py",
    "a[b]/d/c.py", "abc/c.py", "ab c/d e", "src2/a.py", "tests/a_test.py", "tests/sub/b",
    "docs/index.md", "docs/a/index.md", "docs/.hidden", "0", "9/8", "a/a/a/a", "a/b/a", "a/a/b",
]  # fmt: skip
FOLDERS = ["", "src", "src/deep", "a[b]", "docs"]


class Repository:
    """A repository whose index has ``FILES``; what it says to ``ls-files`` is the truth."""

    def __init__(self, top: Path) -> None:
        self.top = os.path.realpath(top)
        self.env = hermetic(top / "home", top.parent)
        self.git("init", "-q")
        entries = "".join(f"100644 {'0' * 39}1\t{name}\0" for name in FILES)
        self.git("update-index", "-z", "--index-info", stdin=entries.encode())
        for folder in FOLDERS:
            os.makedirs(os.path.join(self.top, folder), exist_ok=True)
        self.known: dict[tuple[str, tuple[str, ...]], set[str] | None] = {}

    def git(self, *args: str, folder: str = "", stdin: bytes = b"") -> bytes:
        done = subprocess.run(
            ["git", *args], cwd=os.path.join(self.top, folder), env=self.env, input=stdin, capture_output=True, check=True
        )
        return done.stdout

    def names(self, folder: str, *specs: str) -> set[str] | None:
        """What git names; ``None``: it refuses.

        A pathspec at the top, of nothing, keeps git from cutting a common prefix off names, which it then also cuts off
        excludes that do not begin with it (git 2.47).
        """
        if not all(spec.startswith((":!", ":^", ":(exclude", ":/!")) for spec in specs):
            specs = (*specs, ":/nothing is called so")
        if (folder, specs) not in self.known:
            try:
                out = self.git("ls-files", "-z", "--full-name", "--", *specs, folder=folder)
                self.known[folder, specs] = set(out.decode("utf-8", "surrogateescape").split("\0")[:-1])
            except subprocess.CalledProcessError:
                self.known[folder, specs] = None
        return self.known[folder, specs]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    yield Repository(tmp_path_factory.mktemp("specs"))


def ours(folder: str, *specs: str, top: str = "") -> set[str] | None:
    """What this matcher names; ``None``: it refuses."""
    try:
        found = group([parse(spec, folder, top) for spec in specs], folder)
    except ValueError:
        return None
    return {path for path in FILES if any(names(paths, path) for paths in found)}


PIECES = st.sampled_from(
    ["a", "b", "ab", "src", "SRC", "deep", "docs", "index", ".py", ".md", "c", "/", "*", "*", "**", "**/", "/**", "?", "[ab]",
     "[!a]", "[^/]", "[a-c]", "[[:alpha:]]", "[[:upper:]]", "[", "]", "[]a]", "[a", "\\", "\\*", "\\a", "\\A", "[A-Z]", "[\\a-c]",
     ".", "..", "../", "./", "é", " ", "-", "A", "!", ":", "[[:nope:]]", "[[:x]", "[a-]", "test", "_"]
)  # fmt: skip
BODIES = st.lists(PIECES, min_size=1, max_size=6).map("".join)
MAGIC = st.sampled_from(
    ["", "", "", "", ":(glob)", ":(glob)", ":(icase)", ":(literal)", ":(top)", ":/", ":(top,glob)", ":(icase,glob)",
     ":(glob,literal)", ":(nope)", ":(top,icase)", ":(icase,literal)", ":!", ":^", ":(exclude)", ":(exclude,glob)", ":!/",
     ":(exclude,icase)", ":/!", ":"]
)  # fmt: skip
SPECS = st.builds(lambda magic, body: magic + body, MAGIC, BODIES)
SPEC_LISTS = st.lists(SPECS, min_size=1, max_size=3)


@given(st.sampled_from(FOLDERS), SPEC_LISTS)
@example("", ["*.py"])
@example("", [":(glob)*.py"])
@example("src", ["*.py", ":!deep"])
@example("", [":!src"])
@example("docs", [":!a"])
@example("a[b]", ["*.py"])
@example("a[b]", [":(icase)C*"])
@example("src", [":(icase)A.PY"])
@example("", [":(glob)a**/a"])
@example("", [":(glob)**/a"])
@example("", [":(icase)[A]"])
@example("src/deep", ["../*.c"])
@example("src", ["."])
@example("src", ["../../x"])
@settings(max_examples=examples(100, 1000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_pathspec_names_what_git_says_it_names(repository: Repository, folder: str, specs: list[str]) -> None:
    assert ours(folder, *specs) == repository.names(folder, *specs)


@given(st.sampled_from(FOLDERS), SPECS)
@example("a[b]", ":(icase)C*")
@example("", ":/:colon")
@example("", ":(literal)[a]")
@example("src", ".")
@example("", ".")
@settings(max_examples=examples(60, 600), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_pathspec_as_it_is_stored_names_the_same_to_git_at_the_top(repository: Repository, folder: str, text: str) -> None:
    try:
        spec = parse(text, folder)
    except ValueError:
        return
    assert parse(spec.text) == spec
    beside = [":/"] if spec.exclude else []
    assert repository.names("", *beside, spec.text) == repository.names(folder, *beside, text)


def paths_of(text: str) -> Paths | None:
    try:
        return Paths(parse(text))
    except ValueError:
        return None


NAMES = st.lists(st.sampled_from(["a", "b", "A", "/", ".py", "x"]), min_size=1, max_size=6).map("".join)


@given(SPECS, st.one_of(st.sampled_from(FILES), NAMES))
@settings(max_examples=examples(200, 2000), deadline=None)
def test_a_path_is_found_under_the_anchor_of_what_names_it(text: str, path: str) -> None:
    paths = paths_of(text)
    if paths and names(paths, path):
        assert paths.anchor in parents(path)


def test_an_absolute_path_inside_the_work_tree_is_taken_from_the_top() -> None:
    assert parse("/w/src/a.py", "docs", "/w") == Pathspec("src/a.py")
    assert parse("/w", "docs", "/w") == Pathspec("")
    with pytest.raises(ValueError, match="outside"):
        parse("/elsewhere/a.py", "docs", "/w")


@pytest.mark.parametrize("text", ["", "../x", ":(attr:binary)x", ":(glob,literal)x", ":(icase", ":(nope)x"])
def test_what_git_would_refuse_is_refused_and_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        parse(text)


def test_a_pattern_full_of_stars_does_not_take_for_ever() -> None:
    assert not matches(parse("*a" * 30 + "b"), "a" * 4000)
