"""What a link leads to, or the repository tracks, is not coordgit's: nothing is written through it, and none of it runs."""

import shlex
import shutil
from pathlib import Path

import pytest

from tests.install.scratch import needs_older_git
from tests.support.repository import Repository, Result
from tests.trust.hostile import Hostile

STORE_FILES = ("shim", "prefilter", "installed", "uninit", "registered", "coordination.db", "log")


def refused(result: Result) -> bool:
    lines = result.err.splitlines()
    return (
        result.code == 3
        and not result.out
        and len(lines) == 2
        and "symbolic link" in lines[0]
        and lines[1].startswith("try: rm ")
    )


@pytest.mark.parametrize("verb", [("init", "--no-clients"), ("uninit",)])
def test_nothing_is_written_through_a_store_that_is_a_link(hostile: Hostile, verb: tuple[str, ...]) -> None:
    repository = hostile.repository
    store = repository.top / ".git/coordgit"
    shutil.move(store, repository.top / "tracked")
    store.symlink_to("../tracked")
    repository.git("add", "tracked", COORDGIT_BYPASS="x")
    before = {path: path.read_bytes() for path in (repository.top / "tracked").iterdir()}
    result = repository.coordgit(*verb)
    assert refused(result), result
    assert {path: path.read_bytes() for path in (repository.top / "tracked").iterdir()} == before
    assert refused(repository.coordgit("status"))
    assert repository.run(["sh", "-c", result.err.splitlines()[1].removeprefix("try: ")]).ok
    assert repository.coordgit("init", "--no-clients").ok and repository.coordgit("doctor").ok


@pytest.mark.daily(4)
@pytest.mark.parametrize("name", STORE_FILES)
@pytest.mark.parametrize("verb", [("init", "--no-clients"), ("uninit",)])
def test_nothing_is_written_through_a_file_of_the_store_that_is_a_link(
    hostile: Hostile, name: str, verb: tuple[str, ...]
) -> None:
    repository = hostile.repository
    repository.write("notes.txt", "mine\n")
    path = repository.top / ".git/coordgit" / name
    path.unlink(missing_ok=True)
    path.symlink_to("../../notes.txt")
    result = repository.coordgit(*verb)
    assert refused(result), result
    assert (repository.top / "notes.txt").read_text() == "mine\n"
    assert repository.run(shlex.split(result.err.splitlines()[1].removeprefix("try: "))).ok
    assert repository.coordgit("init", "--no-clients").ok


@pytest.fixture
def tracked(tmp_path: Path) -> Hostile:
    """A repository whose hooks are tracked files, not set up yet."""
    needs_older_git()
    repository = Repository(tmp_path, guarded=False)
    hostile = Hostile(repository)
    repository.begin(api__py="1\n")
    hostile.program(repository.top / "githooks/reference-transaction.coordgit-prev")
    repository.commit_files({"githooks/pre-commit": "#!/bin/sh\n"})
    repository.git("config", "core.hooksPath", "githooks")
    return hostile


def test_a_tracked_file_beside_a_hook_is_never_run_nor_put_back(tracked: Hostile) -> None:
    repository = tracked.repository
    assert repository.coordgit("init", "--no-clients").ok
    repository.commit_files({"api.py": "2\n"})
    assert tracked.nothing_ran
    assert repository.coordgit("uninit").ok
    assert not (repository.top / "githooks/reference-transaction").exists()
    assert (repository.top / "githooks/reference-transaction.coordgit-prev").exists()


def test_a_hook_file_that_is_committed_after_the_set_up_is_never_run(tmp_path: Path) -> None:
    needs_older_git()
    repository = Repository(tmp_path, guarded=False)
    hostile = Hostile(repository)
    repository.commit_files({"githooks/pre-commit": "#!/bin/sh\n"})
    repository.git("config", "core.hooksPath", "githooks")
    assert repository.coordgit("init", "--no-clients").ok
    hostile.program(repository.top / "githooks/reference-transaction.coordgit-prev")
    repository.commit_files({"api.py": "2\n"})
    repository.commit_files({"api.py": "3\n"})
    assert repository.coordgit("init", "--no-clients").ok
    repository.commit_files({"api.py": "4\n"})
    assert hostile.nothing_ran


def test_a_hook_that_was_there_and_is_nobodys_file_runs_first(tmp_path: Path) -> None:
    needs_older_git()
    repository = Repository(tmp_path, guarded=False)
    own = Hostile(repository)
    repository.commit_files({"githooks/pre-commit": "#!/bin/sh\n"})
    repository.git("config", "core.hooksPath", "githooks")
    own.program(repository.top / "githooks/reference-transaction")
    repository.git("config", "core.excludesFile", str(repository.folder / "ignored"))
    (repository.folder / "ignored").write_text("githooks/reference-transaction\n")
    assert repository.coordgit("init", "--no-clients").ok
    repository.git("commit", "-q", "--allow-empty", "-m", "x")
    assert not own.nothing_ran
    own.trace.unlink()
    assert repository.coordgit("init", "--no-clients").out == "all is in place\n"
    repository.git("commit", "-q", "--allow-empty", "-m", "x")
    assert not own.nothing_ran


def test_a_tracked_hook_that_says_it_is_coordgits_is_neither_renewed_nor_removed(tracked: Hostile) -> None:
    repository = tracked.repository
    text = "#!/bin/sh\n# coordgit: not really\n"
    repository.commit_files({"githooks/reference-transaction": text})
    result = repository.coordgit("init", "--no-clients")
    assert result.code == 3 and "is tracked" in result.err
    assert repository.coordgit("uninit").ok
    assert (repository.top / "githooks/reference-transaction").read_text() == text


def test_a_link_to_a_hook_that_says_it_is_coordgits_is_refused(tmp_path: Path) -> None:
    needs_older_git()
    repository = Repository(tmp_path, guarded=False)
    repository.commit_files({"hook": "#!/bin/sh\n# coordgit: not really\n"})
    link = repository.top / ".git/hooks/reference-transaction"
    link.symlink_to("../../hook")
    assert refused(repository.coordgit("init", "--no-clients"))
    link.unlink()
    assert repository.coordgit("init", "--no-clients").ok
