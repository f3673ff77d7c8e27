"""Whose untracked files a clean would remove is known by every name that git may print."""

import shlex

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions
from tests.walks.denial_test import denied, follows, read


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


@pytest.mark.parametrize(
    "name", ['we"ird.py', 'über "alles".py', "back\\slash.py", "tab\there.py", "new\nline.py", '"', 'd "d"/x.py']
)
def test_a_name_that_git_quotes(ann: Claude, bob: Claude, name: str) -> None:
    bob.writes(name, "bob's\n")
    bob.writes("plain.py", "bob's\n")
    ann.repository.write("own.tmp", "nobody's\n")
    for command in ("git clean -fd", f"git clean -fd -- {shlex.quote(name)}"):
        assert "would take away uncommitted edits of claude bob (" in denied(ann, command), command
    assert denied(ann, "git clean -fd own.tmp") == ""
    follows(ann, denied(ann, "git clean -fd"))
    assert read(ann.repository, name) == read(ann.repository, "plain.py") == "bob's\n"
    assert not (ann.repository.top / "own.tmp").exists()


def test_a_quoted_name_of_nobody_is_cleaned(ann: Claude, bob: Claude) -> None:
    bob.writes("weird.py", "bob's\n")
    ann.repository.write('we"ird.py', "nobody's\n")
    assert denied(ann, "git clean -f 'we\"ird.py'") == ""
