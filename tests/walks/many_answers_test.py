"""A search that has another answer in many files is one read: it is told in one line, not in one for each file."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Result

NAMES = [f"m/f{n:02}.py" for n in range(30)]


def searched(repository: Repository) -> Claude:
    """A session that has searched for what stands in all of them."""
    ann = begun(repository, {name: f"x.old({name!r})\n" for name in NAMES})
    ann.runs("git grep -n x.old")
    ann.writes("own.py", "x.old(9)\n")
    return ann


def renames(repository: Repository, names: list[str]) -> None:
    bob = repository.session("bob")
    for name in names:
        bob.writes(name, f"x.new({name!r})\n")
    assert bob.git("commit", "-qm", "old is new", "--", *names).ok


def commits(ann: Claude) -> Result:
    repository = ann.repository
    repository.git("add", "own.py", **ann.env)
    return repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env)


@pytest.mark.parametrize("count", [3, 4, 30])
def test_a_rejection_has_one_line_for_a_search_with_another_answer_in_many_files(repository: Repository, count: int) -> None:
    ann = searched(repository)
    renames(repository, NAMES[:count])
    denied = commits(ann)
    assert ": 1 of 2 reads is stale\n" in denied.err
    lines = [line for line in denied.err.splitlines() if line.startswith("  ")]
    if count == 3:
        assert [line.split()[1] for line in lines] == NAMES[:3]
    else:
        rest = "m/f01.py, m/f02.py, m/f03.py" + (f" and {count - 4} more" if count > 4 else "")
        assert len(lines) == 1 and lines[0].split()[1] == NAMES[0] and lines[0].endswith(f"; so are {rest}"), denied.err
    assert [one["path"] for one in repository.json("explain", **ann.env)["conflicts"]] == NAMES[:count]


def test_each_commit_that_changed_the_answer_is_named(repository: Repository) -> None:
    ann = searched(repository)
    renames(repository, NAMES[:10])
    renames(repository, NAMES[10:20])
    assert commits(ann).rejected == ["CG102 m/f00.py", "CG102 m/f10.py"]


def test_a_note_has_one_line_too(repository: Repository) -> None:
    ann = searched(repository)
    renames(repository, NAMES)
    repository.write("own.py", "nothing of that\n")
    passed = commits(ann)
    assert passed.ok and passed.err.count("m/f00.py") == 1 and "m/f04.py" not in passed.err, passed.err


@pytest.mark.parametrize("count", [12, 13])
def test_a_notice_names_a_search_once_if_its_files_are_too_many_to_show(repository: Repository, count: int) -> None:
    ann = searched(repository)
    ann.reads("other.py")
    if count > 12:
        repository.session("cat").lands("other.py", "1\n")
    renames(repository, NAMES[:count])
    told = ann.runs("true").out
    if count > 12:
        assert told.startswith("coordgit: 2 things you read changed since:") and "other.py added by" in told
        assert "on main; changed too: m/f01.py, m/f02.py, m/f03.py and 9 more\n(too many to show: it stays stale until" in told
    else:
        assert told.startswith("coordgit: 12 things you read changed since:") and told.count("+x.new(") == 12
    assert "x.old" not in ann.runs("true").out
    assert commits(ann).ok == (count == 12)
    ann.runs("git grep -n x.old")
    assert count == 12 or commits(ann).ok
