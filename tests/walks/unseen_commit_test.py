"""A session commits through a library that runs no hooks, as libgit2 and dulwich do, and goes on."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository

BOB = "00000000-0000-4000-8000-00000000000b"
FILE = "one = 1\ntwo = 2\n"
COMMITS = (
    "git add other.py && new=$(git commit-tree -p HEAD -m library $(git write-tree)) &&"
    " echo $new >../new && mv ../new .git/refs/heads/main"
)


@pytest.fixture
def bob(repository: Repository) -> Claude:
    """Bob has edited what he had read, and a library has committed it."""
    repository.commit_files({"other.py": FILE, "api.py": FILE})
    claude = Claude(repository, BOB)
    claude.send("SessionStart", source="startup")
    claude.reads("other.py")
    claude.reads("api.py")
    claude.edits("other.py", "two = 2", "two = 22")
    assert claude.runs(COMMITS).ok
    return claude


def test_its_own_change_is_not_held_against_it(repository: Repository, bob: Claude) -> None:
    said = bob.edits("other.py", "one = 1", "one = 11")
    assert said == ""
    result = bob.commits("other.py")
    assert result.ok
    assert result.err == ""
    assert [one["new"] for one in repository.json("status")["unverified"]] == [repository.head("HEAD~1")]


def test_what_another_session_had_read_of_it_is_stale(repository: Repository) -> None:
    repository.commit_files({"other.py": FILE, "api.py": FILE})
    ann, bob = Claude(repository, ANN), Claude(repository, BOB)
    for one in (ann, bob):
        one.send("SessionStart", source="startup")
        one.reads("other.py")
    bob.edits("other.py", "two = 2", "two = 22")
    ann.edits("api.py", "two = 2", "two = 3")
    assert bob.runs(COMMITS).ok
    assert ann.commits("api.py").rejected == ["CG101 other.py"]
    ann.reads("other.py")
    assert ann.commits("api.py").ok


@pytest.mark.parametrize("path", ["other.py", "api.py"])
def test_what_the_library_committed_of_others_is_stale(repository: Repository, bob: Claude, path: str) -> None:
    """Its session has edited the file before, or not; somebody else did so by hand."""
    bob.writes("caller.py", "x = 1\n")
    repository.write(path, "three = 3\n")
    assert repository.run(["sh", "-c", COMMITS.replace("other.py", path)]).ok
    assert bob.commits("caller.py").rejected == [f"CG101 {path}"]
