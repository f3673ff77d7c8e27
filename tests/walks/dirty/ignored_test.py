"""An uncommitted edit of a file that git ignores is never committed: what becomes of it is no news, and makes no read stale."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.dirty.edits import lands


@pytest.fixture
def log(repository: Repository, ann: Claude, bob: Claude) -> Callable[[str], None]:
    """Bob writes a file of that name, in a repository that ignores ``*.log``, and ann reads it."""
    repository.commit_files({".gitignore": "*.log\n"})
    ann.reads("other.py")

    def made(path: str) -> None:
        assert bob.runs(f"echo 1 > {path}").ok
        ann.reads(path)

    return made


@pytest.mark.parametrize("then", ["rm {}", "echo 2 > {}"], ids=["gone", "edited further"])
@pytest.mark.parametrize("path", ["out.log", "out.txt"])
def test_only_what_git_does_not_ignore_is_told_and_asked(
    ann: Claude, bob: Claude, log: Callable[[str], None], path: str, then: str
) -> None:
    log(path)
    assert bob.runs(then.format(path)).ok
    told, done = ann.reads("other.py"), lands(ann)
    if path == "out.log":
        assert told == "" and done.ok and done.err == ""
    else:
        assert f"the uncommitted edit of claude bob in it {'is gone' if 'rm' in then else 'has changed'}" in told
        assert f"CG104 {path}" in done.err and done.rejected == ([f"CG104 {path}"] if "rm" in then else [])


def test_what_is_not_ignored_is_told_beside_what_is(ann: Claude, bob: Claude, log: Callable[[str], None]) -> None:
    log("out.log")
    log("out.txt")
    assert bob.runs("rm out.log out.txt").ok
    told = ann.reads("other.py")
    assert "out.txt, which you read " in told and "out.log" not in told
    assert ann.reads("other.py") == ""
    assert lands(ann).rejected == ["CG104 out.txt"]


@pytest.mark.parametrize("before", ["git add -f out.log", "git add -f out.log && git commit -qm log && echo 2 > out.log"])
def test_a_tracked_file_counts_though_it_matches_an_ignore_rule(
    repository: Repository, ann: Claude, bob: Claude, log: Callable[[str], None], before: str
) -> None:
    log("out.log")
    assert bob.runs(before).ok
    ann.reads("out.log")
    assert bob.runs("rm out.log").ok
    assert "the uncommitted edit of claude bob in it " in ann.reads("other.py")
    assert bob.runs("git checkout -q HEAD -- out.log" if "commit" in before else ":").ok
    assert lands(ann).rejected == ["CG104 out.log"]


def test_what_was_taken_out_of_the_index_to_be_ignored_counts_until_that_is_committed(
    repository: Repository, ann: Claude, bob: Claude, log: Callable[[str], None]
) -> None:
    (repository.top / "out.log").write_text("0\n")
    repository.git("add", "-f", "out.log")
    repository.git("commit", "-qm", "log")
    ann.reads("out.log")
    repository.git("rm", "-q", "--cached", "out.log")
    log("out.log")
    assert bob.runs("echo 0 > out.log").ok
    assert "the uncommitted edit of claude bob in it is gone" in ann.reads("other.py")
    assert lands(ann).rejected == ["CG104 out.log"]
