"""Commands that are seldom used to look at files, in a client: what they showed is read, and rejects when it has changed."""

import pytest

from tests.support.claude import begun
from tests.support.repository import Repository
from tests.walks.observing import lands

FILES = {"src/lib.py": "def lib(x):\n    return x\n", "db/001.sql": "a\n", "conf.json": '{"a": 1}\n'}
LISTINGS = ["git ls-tree HEAD:db", "git ls-tree --name-only main db/", "printf '%s\\n' db/*", "du -a"]
READS = {
    "python3 -m json.tool conf.json": "conf.json",
    "ed -s src/lib.py <<'E'\n,p\nq\nE": "src/lib.py",
    "printf ',p\\nq\\n' | ed -s src/lib.py": "src/lib.py",
    "cat <<E\nthe library:\n$(cat src/lib.py)\nE": "src/lib.py",
    "zgrep -n lib src/lib.py": "src/lib.py",
    'cat "$(pwd)/src/lib.py"': "src/lib.py",
    "echo src/lib.py | xargs cat": "src/lib.py",
    'cd "$(git rev-parse --show-toplevel)" && cat src/lib.py': "src/lib.py",
    'cd "$(git rev-parse --show-toplevel)/src" && cat lib.py': "src/lib.py",
    "top=$(git rev-parse --show-toplevel 2>/dev/null); cat $top/src/lib.py": "src/lib.py",
    "cat `git rev-parse --show-toplevel`/src/lib.py": "src/lib.py",
}


@pytest.mark.daily(6)
@pytest.mark.parametrize("path", ["db/002.sql", "src/other.py"])
@pytest.mark.parametrize("look", LISTINGS)
def test_who_listed_a_folder_is_rejected_when_another_adds_to_it(repository: Repository, look: str, path: str) -> None:
    ann = begun(repository, FILES)
    ann.runs(look)
    repository.session("bob").lands(path, "b\n")
    stale = ["CG102 db/002.sql"] if path == "db/002.sql" else []
    assert lands(ann, "db/003.sql", "c\n").rejected == stale


@pytest.mark.daily(6)
@pytest.mark.parametrize("changes", [True, False], ids=["it", "another file"])
@pytest.mark.parametrize("look", READS)
def test_who_printed_a_file_is_rejected_when_another_changes_it(repository: Repository, look: str, changes: bool) -> None:
    ann = begun(repository, FILES)
    ann.runs(look)
    path = READS[look] if changes else "db/001.sql"
    repository.session("bob").lands(path, "def lib(x, y):\n    return x, y\n")
    assert bool(lands(ann, "new.py", "lib(1)\n").rejected) is changes


@pytest.mark.parametrize("makes", ["notes.md", "other.md"])
@pytest.mark.parametrize("pipe", ["head -5", "grep -n todo || echo none", "python3 -m json.tool"])
def test_who_finds_no_file_at_the_start_of_a_pipe_is_rejected_when_another_makes_it(
    repository: Repository, pipe: str, makes: str
) -> None:
    ann = begun(repository, FILES)
    ann.runs(f"cat notes.md 2>/dev/null | {pipe}")
    repository.session("bob").lands(makes, "todo\n" + "z" * 9000)
    assert lands(ann, "new.py", "1\n").rejected == ["CG103 notes.md"] * (makes == "notes.md")


@pytest.mark.parametrize("changes", [True, False], ids=["it", "the one at the top"])
def test_who_asks_for_the_top_below_it_reads_there(repository: Repository, changes: bool) -> None:
    ann = begun(repository, FILES | {"lib.py": "def lib(x):\n    return x\n"})
    ann.cwd = repository.top / "src"
    ann.runs("cat $(git rev-parse --show-toplevel)/src/lib.py")
    ann.cwd = repository.top
    repository.session("bob").lands("src/lib.py" if changes else "lib.py", "def lib(x, y):\n    return x, y\n")
    assert lands(ann, "new.py", "lib(1)\n").rejected == ["CG101 src/lib.py"] * changes


@pytest.mark.parametrize(
    ("goes", "stays"),
    [("cd ../old", False), ("cd\t../old", False), (". ./there", True), ('cd "$(git rev-parse --show-toplevel)"', True)],
)
def test_which_top_is_meant_is_not_known_once_a_command_has_gone_elsewhere(
    repository: Repository, goes: str, stays: bool
) -> None:
    """A worktree behind shows there what is no read of this one."""
    ann = begun(repository, FILES)
    repository.worktree("old")
    repository.session("bob").lands("there", "true\n")
    ann.runs(f'cd "$(git rev-parse --show-toplevel)" && {goes} && cat $(git rev-parse --show-toplevel)/src/lib.py')
    recorded = {read["path"] for read in repository.json("session", "show", ann.session)["reads"]}
    assert ("src/lib.py" in recorded) is stays
