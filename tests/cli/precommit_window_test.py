"""What happens while the real pre-commit has put everybody's unstaged edits of a work tree away."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from coordgit.core.model import Epoch, Read, Write
from coordgit.git import worktrees
from coordgit.store import reads, writes
from tests.support.claude import Claude
from tests.support.repository import Repository, Session

V1, V2 = "def f(x):\n    return x\n", "def f(x, y):\n    return x\n"


def read_of(repository: Repository, session: str, path: str) -> Read:
    with repository.store() as store:
        (found,) = reads.of_path(store, Epoch(session, 1), path)
    return found


def held(tmp_path: Path) -> str:
    """A hook that says it has begun, then waits to be let go: time for others while pre-commit has put edits away."""
    (tmp_path / "hold.sh").write_text(f": >{tmp_path}/inside; while [ ! -e {tmp_path}/go ]; do sleep 0.02; done\n")
    hook = f"id: hold, name: hold, entry: sh {tmp_path}/hold.sh, language: system, always_run: true, pass_filenames: false"
    return f"  - repo: local\n    hooks: [{{{hook}}}]\n"


@contextmanager
def committing(session: Session, tmp_path: Path, lands: bool = True) -> Iterator[None]:
    """A commit of the session, held in the middle of pre-commit."""
    (tmp_path / "go").unlink()
    (tmp_path / "inside").unlink()
    process = subprocess.Popen(["git", "commit", "-qm", "held"], cwd=session.cwd, env=session.repository.env | session.env)
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "inside").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        yield
    finally:
        (tmp_path / "go").touch()
        assert (process.wait(60) == 0) == lands


class Window(NamedTuple):
    """One work tree: Bob's edit of ``api.py`` is unstaged, Ann is about to commit ``caller.py``."""

    repository: Repository
    ann: Session

    def blob(self, text: str) -> str:
        self.repository.write("../blob", text)
        return self.repository.git("hash-object", "../blob")


@pytest.fixture
def window(adopt: Callable[..., Repository], tmp_path: Path) -> Window:
    (tmp_path / "go").touch()
    repository = adopt(more=held(tmp_path))
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    ann = repository.session("ann")
    ann.writes("caller.py", "f(1)\n")
    ann.git("add", "caller.py")
    repository.write("api.py", V2)
    return Window(repository, ann)


@pytest.mark.nightly
def test_a_read_while_edits_are_put_away_is_of_the_staged_version(window: Window, tmp_path: Path) -> None:
    with committing(window.ann, tmp_path):
        assert (window.repository.top / "api.py").read_text() == V1, "pre-commit has put the edit away"
        window.repository.session("carl").reads("api.py")
    assert (window.repository.top / "api.py").read_text() == V2
    found = read_of(window.repository, "carl", "api.py")
    assert (found.observed, found.exact) == (window.blob(V1), False)


@pytest.mark.nightly
def test_a_read_at_any_other_time_is_of_the_work_tree(window: Window, tmp_path: Path) -> None:
    with committing(window.ann, tmp_path):
        pass
    window.repository.session("carl").reads("api.py")
    found = read_of(window.repository, "carl", "api.py")
    assert (found.observed, found.exact) == (window.blob(V2), True)


@pytest.mark.nightly
def test_a_client_that_read_before_and_says_so_while_edits_are_put_away_has_read_the_edit(window: Window, tmp_path: Path) -> None:
    carl = Claude(window.repository, "carl")
    full = str(window.repository.top / "api.py")
    file = {"filePath": full, "content": V2, "numLines": 3, "startLine": 1, "totalLines": 3}
    with committing(window.ann, tmp_path):
        carl.after("Read", {"file_path": full}, {"type": "text", "file": file}, "call_1")
    assert read_of(window.repository, "carl", "api.py").observed == window.blob(V2)


@pytest.mark.nightly
def test_a_client_that_says_what_it_read_has_read_that_when_the_edit_is_back_already(window: Window) -> None:
    process = subprocess.Popen(["sleep", "60"], cwd=window.repository.top)  # pre-commit, with its patch applied again
    try:
        patch = window.repository.run(["git", "diff", "--binary"]).out
        window.repository.env["PRE_COMMIT_HOME"] = str(window.repository.folder)
        window.repository.write(f"../patch{int(time.time())}-{process.pid}", patch)
        Claude(window.repository, "carl").reads("api.py")
    finally:
        process.kill()
        process.wait()
    assert read_of(window.repository, "carl", "api.py").observed == window.blob(V2)


@pytest.mark.nightly
def test_an_edit_of_another_file_while_edits_are_put_away_is_recorded(window: Window, tmp_path: Path) -> None:
    carl = Claude(window.repository, "carl")
    carl.reads("other.py")
    with committing(window.ann, tmp_path, lands=False):  # pre-commit takes the edit for its hook's
        carl.edits("other.py", "OTHER = 1", "OTHER = 5")
    assert (window.repository.top / "other.py").read_text() == "OTHER = 5\n"
    with window.repository.store() as store:
        (write,) = writes.of_session(store, "carl")
    one, five = window.blob("OTHER = 1\n"), window.blob("OTHER = 5\n")
    assert (write.path, write.before, write.after) == ("other.py", one, five)
    assert read_of(window.repository, "carl", "other.py").known == five


def bob_edited(repository: Repository) -> None:
    """Record the edit in the work tree as Bob's."""
    repository.session("bob").coordgit("read", "other.py")
    before, after = repository.head("HEAD:api.py"), repository.git("hash-object", "api.py")
    with repository.store() as store, store.writing():
        write = Write(epoch=Epoch("bob", 1), worktree=worktrees.MAIN, path="api.py", before=before, after=after)
        writes.put(store, write._replace(origin=before, at=1.0))


def test_whose_edits_pre_commit_puts_away_is_reported(window: Window) -> None:
    bob_edited(window.repository)
    result = window.ann.git("commit", "-qm", "call f")
    assert result.ok
    assert "coordgit: pre-commit puts unstaged edits away while its hooks run (session bob: api.py)" in result.err
    assert (window.repository.top / "api.py").read_text() == V2


@pytest.mark.nightly
def test_ones_own_unstaged_edits_are_not_reported(window: Window) -> None:
    bob_edited(window.repository)
    result = window.repository.session("bob").git("commit", "-qm", "call f")
    assert result.ok
    assert "Stashing unstaged files" in result.err and "puts unstaged edits away" not in result.err


@pytest.mark.nightly
def test_edits_that_are_staged_stay_and_are_not_reported(window: Window) -> None:
    bob_edited(window.repository)
    bob = window.repository.session("bob")
    bob.git("add", "api.py")
    window.repository.write("other.py", "OTHER = 2\n")
    result = bob.git("commit", "-qm", "call f")
    assert result.ok
    assert "Stashing unstaged files" in result.err and "puts unstaged edits away" not in result.err
