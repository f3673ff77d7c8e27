"""What a declared search or listing names is what git, or a shell, would say from the folder that it was declared in."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

FILES = {"src/x.py": "1\n", "src/sub/x.py": "1\n", "vendor/v.py": "1\n", "a.py": "1\n", "doc/a.py": "1\n", "doc/a.md": "1\n"}
TOP = "TOP"
"""Stands for the absolute path of the work tree."""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.commit_files(FILES)
    return repository


def rejected(repository: Repository, words: tuple[str, ...], folder: str, path: str) -> list[str]:
    """What a commit of one who read with ``words`` in ``folder`` is rejected for, after somebody landed ``path``."""
    given = [word.replace(TOP, str(repository.top)) for word in words]
    result = repository.coordgit("read", *given, cwd=repository.top / folder, COORDGIT_SESSION="ann")
    assert result.ok, result.err
    repository.session("bob").lands(path, "needle\n")
    return repository.session("ann").commits("other.txt", "1\n").rejected


@pytest.mark.daily(4)
@pytest.mark.parametrize(
    ("folder", "specs", "path"),
    [
        ("", (".",), "src/x.py"), ("", ("./src",), "src/sub/x.py"), ("", ("src/",), "src/x.py"),
        ("", ("src/*.py",), "src/sub/x.py"),
        ("", (":!vendor",), "src/x.py"), ("", (":(exclude)vendor",), "a.py"), ("", (":(glob)**/*.py",), "src/sub/x.py"),
        ("", (f"{TOP}/src",), "src/x.py"), ("", (":/src",), "src/x.py"), ("", ("*.py", ":!vendor"), "src/sub/x.py"),
        ("", (":(icase)SRC/*.PY",), "src/x.py"), ("", ("a.py",), "a.py"), ("src", (".",), "src/sub/x.py"),
        ("src", ("../src",), "src/sub/x.py"), ("src", ("*.py",), "src/sub/x.py"), ("src", ("sub",), "src/sub/x.py"),
        ("src", ("../doc", "sub"), "doc/a.md"), ("src", (":!sub",), "src/x.py"), ("src", (":/*.md",), "doc/a.md"),
        ("src", (TOP,), "a.py"), ("", ("src/x.py/",), "src/x.py/in"),
    ],
)  # fmt: skip
def test_a_declared_search_looks_where_git_would(repository: Repository, folder: str, specs: tuple[str, ...], path: str) -> None:
    if path.endswith("/in"):
        repository.git("rm", "-q", "src/x.py")
        repository.git("commit", "-qm", "gone")
    assert rejected(repository, ("--grep", "needle", "--", *specs), folder, path) == [f"CG102 {path}"]


@pytest.mark.parametrize(
    ("folder", "specs", "path"),
    [
        ("", (":!vendor",), "vendor/v.py"), ("", (":(glob)*.py",), "src/x.py"), ("", ("*.py", ":!src"), "src/sub/x.py"),
        ("", ("a.py",), "doc/a.py"), ("", ("./src",), "a.py"), ("src", (".",), "a.py"), ("src", ("*.py",), "a.py"),
        ("src", (":!sub",), "src/sub/x.py"), ("src", (":!sub",), "a.py"), ("", (":(literal)*.py",), "a.py"),
    ],
)  # fmt: skip
def test_a_declared_search_does_not_look_where_git_would_not(
    repository: Repository, folder: str, specs: tuple[str, ...], path: str
) -> None:
    assert rejected(repository, ("--grep", "needle", "--", *specs), folder, path) == []


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    ("folder", "glob", "path"),
    [
        ("", "./*.py", "b.py"), ("", "src/*.py", "src/b.py"), ("", "./src/*.py", "src/b.py"), ("src", "../src/*.py", "src/b.py"),
        ("src", "*.py", "src/b.py"), ("", f"{TOP}/src/*.py", "src/b.py"), ("src", ":/src/*.py", "src/b.py"), ("", ".", "src/b"),
        ("src", "..", "b.py"), ("", "src", "src/sub/b.py"), ("", "src/", "src/sub/b.py"), ("", "new/", "new/b.py"),
        ("", "*/", "src/b.py"), ("", "../repo/*.py", "b.py"), ("", "**/*.{py,md}", "doc/b.md"), ("", "link/*.py", "src/b.py"),
    ],
)  # fmt: skip
def test_a_declared_glob_names_what_a_shell_would(repository: Repository, folder: str, glob: str, path: str) -> None:
    (repository.top / "link").symlink_to("src")
    assert rejected(repository, ("--glob", glob), folder, path) == [f"CG102 {path}"]


@pytest.mark.parametrize(("folder", "glob"), [("", "./*.py"), ("", "sr[c]/*"), ("src", "../*.py"), ("src", "sub")])
def test_a_declared_glob_names_nothing_else(repository: Repository, folder: str, glob: str) -> None:
    assert rejected(repository, ("--glob", glob), folder, "doc/b.py") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--grep", "x", ":(attr:text)src"), ":(attr:text)src: a search cannot depend on attributes"),
        (("--grep", "x", ":(odd)src"), ":(odd)src: odd is not pathspec magic"),
        (("--grep", "x", "../.."), "../.. is outside the work tree"),
        (("--grep", "x", "link/x.py"), "pathspec link/x.py is beyond a symbolic link"),
        (("--grep", "x", ""), "the empty string is not a path"),
        (("--glob", ":!vendor"), ":!vendor has pathspec magic, which a glob cannot have"),
        (("--glob", ""), "the empty string is not a glob"),
        (("--glob", "*/../x"), "*/../x has . or .. behind a wildcard"),
    ],
)
def test_what_names_nothing_is_reported(repository: Repository, words: tuple[str, ...], said: str) -> None:
    (repository.top / "link").symlink_to("src")
    result = repository.coordgit("read", *words)
    first, second = result.err.splitlines()
    assert (result.code, first) == (2, f"coordgit: {said}") and second.startswith("try: ")
    assert repository.json("session", "show")["reads"] == []


def test_pathspecs_are_shown_as_they_are_spelled_at_the_top(repository: Repository) -> None:
    src = repository.top / "src"
    assert repository.coordgit("read", "--grep", "x", "*.py", ":/a.py", ":!sub", ":(icase)X", cwd=src, COORDGIT_SESSION="ann").ok
    (read,) = repository.session("ann").json("session", "show")["reads"]
    assert read["pathspecs"] == ["src/*.py", "a.py", ":(prefix:4,icase)src/X", ":(exclude)src/sub"]


@pytest.mark.parametrize(("specs", "rejects"), [('["a.py"]', True), ('["/tmp/x"]', True), ('[".."]', True), ('["doc"]', False)])
def test_a_search_whose_pathspecs_have_no_meaning_here_asks_every_path(repository: Repository, specs: str, rejects: bool) -> None:
    ann = repository.session("ann")
    assert ann.coordgit("read", "--grep", "needle").ok
    store = repository.store()
    with store.writing():
        store.do("UPDATE reads SET query = :query", query=f'{{"pattern": "needle", "pathspecs": {specs}}}')
    store.close()
    repository.session("bob").lands("a.py", "needle\n")
    assert ann.commits("other.txt", "1\n").rejected == (["CG102 a.py"] if rejects else [])


@pytest.mark.parametrize(
    ("glob", "path", "looked"),
    [
        ("*.py", "src/sub/x.py", True), ("a.py", "doc/a.py", True), ("src/*.py", "src/sub/x.py", False),
        ("src/*.py", "src/x.py", True), ("!src", "src/x.py", False), ("!x.py", "src/sub/x.py", False), ("!src", "a.py", True),
        ("*.{md,py}", "doc/a.md", True), ("!**/vendor/**", "vendor/v.py", False),
    ],
)  # fmt: skip
def test_the_globs_of_a_client_are_its_own(repository: Repository, glob: str, path: str, looked: bool) -> None:
    repository.git("config", "coordgit.searches", "strict")
    claude = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    given = {"pattern": "needle", "glob": glob}
    claude.after("Grep", given, {"mode": "files_with_matches", "filenames": [], "numFiles": 0}, claude.call())
    repository.session("bob").lands(path, "needle\n")
    repository.write("a.txt", "1\n")
    assert claude.commits("a.txt").rejected == ([f"CG102 {path}"] if looked else [])
