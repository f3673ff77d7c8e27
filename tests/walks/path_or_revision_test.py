"""``git grep PATTERN NAME``: what is there by that name decides, as for git, whether it is a path or a revision."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"api.py": "def f(x): ...\n", "src/a.py": "x = 1\n", "tests/b.py": "y = 1\n"})
    ann = Claude(repository, ANN)
    ann.send("SessionStart", source="startup")
    return ann


def finds_no_caller(ann: Claude, command: str) -> None:
    ann.runs(f"{command} || true")
    ann.runs("echo 'f(2)' > new.py && git add new.py")


@pytest.mark.parametrize(
    ("command", "path", "stale"),
    [
        ("git grep -n 'f(' src", "src/a.py", True),
        ("git grep -n 'f(' src", "tests/b.py", False),
        ("cd tests && git grep -n 'f(' ../src", "src/a.py", True),
        ("cd tests && git grep -n 'f(' ../src", "tests/b.py", False),
        ("git grep -n 'f(' src tests", "tests/b.py", True),
        ("git grep -n 'f(' src/a.py", "src/a.py", True),
        ("git grep -n 'f(' src/a.py", "tests/b.py", False),
        ("git grep -n 'f(' main", "tests/b.py", True),
        ("cd src && git grep -n 'f(' HEAD", "src/a.py", True),
        ("cd src && git grep -n 'f(' HEAD", "tests/b.py", False),
    ],
)
def test_what_was_searched_is_what_the_name_means(
    repository: Repository, ann: Claude, command: str, path: str, stale: bool
) -> None:
    finds_no_caller(ann, command)
    repository.session("bob").lands(path, "f(1)\n")
    assert ann.runs("git commit -qm mine").rejected == ([f"CG102 {path}"] if stale else [])


def test_a_search_that_finds_something_is_the_one_that_found_nothing_asked_again(repository: Repository, ann: Claude) -> None:
    finds_no_caller(ann, "git grep -n 'f(' src")
    repository.session("bob").lands("src/a.py", "f(1)\n")
    assert ann.runs("git commit -qm mine").rejected == ["CG102 src/a.py"]
    assert "src/a.py:1:f(1)" in ann.runs("git grep -n 'f(' src").out
    assert ann.runs("git commit -qm mine").ok
