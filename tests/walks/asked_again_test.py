"""Listings and searches that are asked again in another form, or by another agent of the session."""

import pytest

from tests.support.claude import SUB_AGENT, Claude, begun
from tests.support.repository import Repository, Session

pytestmark = pytest.mark.nightly


def searches(claude: Claude, **more: str) -> None:
    given, response = {"pattern": r"f\(", "output_mode": "files_with_matches"}, {"filenames": ["api.py"], "numFiles": 1}
    claude.after("Grep", given, response, claude.call(), **more)


@pytest.mark.parametrize("again", ["ls m", "find m", "git ls-files"])
def test_a_look_at_all_names_refreshes_a_listing_of_some(repository: Repository, bob: Session, again: str) -> None:
    claude = begun(repository, {"m/001.sql": "1\n"})
    claude.runs("ls m/*.sql")
    bob.lands("m/002.sql", "2\n")
    repository.write("m/002_mine.sql", "2\n")
    assert repository.run(["git", "add", "-A"]).ok
    assert repository.run(["git", "commit", "-qm", "mine"], **claude.env).rejected == ["CG102 m/002.sql"]
    assert claude.runs(again).ok
    assert repository.run(["git", "commit", "-qm", "mine"], **claude.env).ok


def test_a_look_at_some_names_refreshes_no_listing_of_all(repository: Repository, bob: Session) -> None:
    claude = begun(repository, {"m/001.sql": "1\n"})
    claude.runs("ls m")
    bob.lands("m/002.txt", "2\n")
    repository.write("m/002.sql", "2\n")
    assert repository.run(["git", "add", "-A"]).ok
    assert claude.runs("ls m/*.sql").ok
    assert repository.run(["git", "commit", "-qm", "mine"], **claude.env).rejected == ["CG102 m/002.txt"]


@pytest.mark.parametrize(
    ("first", "second", "landed"), [(SUB_AGENT, {}, True), ({}, SUB_AGENT, False)], ids=["by the session", "by the sub-agent"]
)
def test_a_search_of_the_session_refreshes_the_same_one_of_its_sub_agent(
    repository: Repository, bob: Session, first: dict[str, str], second: dict[str, str], landed: bool
) -> None:
    claude = begun(repository, {"api.py": "def f(x): ...\n"})
    searches(claude, **first)
    bob.lands("use.py", "f(3)\n")
    searches(claude, **second)
    repository.write("api.py", "def f(x, y): ...\n")
    assert repository.run(["git", "commit", "-qam", "mine"], **claude.env).ok is landed


def test_after_a_rejection_that_names_it_a_sub_agent_refreshes_the_session_s_search(repository: Repository, bob: Session) -> None:
    claude = begun(repository, {"api.py": "def f(x): ...\n"})
    searches(claude)
    bob.lands("use.py", "f(3)\n")
    repository.write("api.py", "def f(x, y): ...\n")
    assert repository.run(["git", "commit", "-qam", "mine"], **claude.env).rejected == ["CG102 use.py"]
    searches(claude, **SUB_AGENT)
    assert repository.run(["git", "commit", "-qam", "mine"], **claude.env).ok


@pytest.mark.parametrize(
    ("again", "shown"),
    [
        ("grep -rn old_call src >/dev/null", False),
        ("grep -rq old_call src", False),
        ("grep -rn old_call src | head -3", False),
        ("grep -rn old_call src | wc -l", False),
        ("grep -rn old_call src", True),
    ],
)
def test_a_search_that_shows_less_refreshes_none_that_showed_all(
    repository: Repository, bob: Session, again: str, shown: bool
) -> None:
    claude = begun(repository, {"src/a.py": "old_call()\n"})
    claude.runs("grep -rn old_call src")
    bob.lands("src/big.py", "".join(f"old_call({n})  # one of very many calls\n" for n in range(400)))
    claude.edits("src/a.py", "old_call()\n", "new_call()\n")
    first = claude.commits("src/a.py")
    assert first.rejected == ["CG102 src/big.py"], first
    claude.runs(again)
    assert claude.commits("src/a.py").rejected == ["CG102 src/big.py"] * (not shown)
