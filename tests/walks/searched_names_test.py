"""A search of the files that another command names is a search: a new answer is told, or rejects what it is tied to."""

import pytest

from tests.support.claude import begun
from tests.support.repository import Repository
from tests.walks.observing import lands

FILES = {"src/lib.py": "def lib(x):\n    return x\n", "src/main.py": "print(1)\n", "README.md": "docs\n"}
LOOKS = [
    "git ls-files '*.py' | xargs grep -n 'lib('",
    "find . -name '*.py' -print0 | xargs -0 grep -n 'lib('",
    "find . -name '*.py' -exec grep -n 'lib(' {} +",
    "grep -rl --include='*.py' def . | xargs grep -n 'lib('",
]


@pytest.mark.daily(4)
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("path", "text"),
    [("src/new.py", "lib(1)\n"), ("src/new.py", "other(1)\n"), ("new.md", "lib(1)\n")],
    ids=["a caller", "no caller", "no file that was searched"],
)
def test_who_found_no_caller_is_rejected_when_there_is_one(repository: Repository, look: str, path: str, text: str) -> None:
    ann = begun(repository, FILES)
    assert ann.runs(look).ok
    repository.session("bob").lands(path, text)
    stale = ["CG102 src/new.py"] if (path, text) == ("src/new.py", "lib(1)\n") else []
    assert lands(ann, "src/lib.py", "def lib(x, y):\n    return x\n").rejected == stale


def test_a_new_caller_does_not_hold_what_has_nothing_to_do_with_it(repository: Repository) -> None:
    ann = begun(repository, FILES)
    assert ann.runs(LOOKS[0]).ok
    repository.session("bob").lands("src/new.py", "lib(1)\n")
    assert lands(ann, "README.md", "NUMBER = 1\n").ok


@pytest.mark.daily(3)
@pytest.mark.parametrize("line", [2, 9])
@pytest.mark.parametrize(
    ("look", "seen"), [("grep -n -A2 line_1$ *.py", True), ("grep -n '' *.py", True), ("grep -n -A2 line_9$ *.py", False)]
)
def test_the_lines_beside_what_a_glob_found_are_read(repository: Repository, look: str, seen: bool, line: int) -> None:
    text = "".join(f"line_{n}\n" for n in range(1, 10))
    ann = begun(repository, {"long.py": text, "other.py": "1\n"})
    assert ann.runs(look).ok
    repository.session("bob").lands("long.py", text.replace(f"line_{line}\n", f"line_{line} + 1\n"))
    assert bool(lands(ann).rejected) is ((line == 2) is seen or "''" in look)
