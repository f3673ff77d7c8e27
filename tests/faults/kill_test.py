"""SIGKILL at every kind of moment: refs and store agree at the next command, and the next commit works."""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from coordgit.install.probe import stale_locks
from tests.faults.support import (
    agree,
    another_hook,
    clear_locks,
    cli,
    client,
    common,
    finish,
    log,
    reads,
    saw,
    says,
    start,
    strike,
    wait_for,
)
from tests.support.repository import UNHOOKED, Repository, Session
from tests.support.thorough import NIGHTLY

pytestmark = pytest.mark.usefixtures("alone")

TELLING = ("start", "open", "BEGIN", "INSERT landings", "COMMIT", "exit")
"""What the suite strikes at; with COORDGIT_SLOW=1 it is every moment."""

EXECUTIONER = """#!{python}
import os, signal, sys
sys.stdin.read()
if sys.argv[1] == os.environ.get("KILL_IN"):
    pid = os.getppid()
    while open(f"/proc/{{pid}}/comm").read().strip() != "git":
        pid = int(open(f"/proc/{{pid}}/stat").read().rsplit(")", 1)[1].split()[1])
    os.kill(pid, signal.SIGKILL)
"""
"""A hook of somebody else, which kills the git that runs it."""


def moments_of(path: Path) -> list[str]:
    """Names of the moments that ``moments`` wrote down, each as ``before COMMIT 2``."""
    found = path.read_text().splitlines()
    path.unlink()
    if NIGHTLY:
        return found
    return [name for name in found if name.split(" ", 1)[1].rsplit(" ", 1)[0] in TELLING]


@pytest.mark.daily(1)
@pytest.mark.parametrize("victim", ["gate", "git", "both"])
def test_a_commit_killed_at_any_moment_of_the_gate_leaves_refs_and_store_in_agreement(
    ann: Session, bob: Session, repository: Repository, victim: str, tmp_path: Path
) -> None:
    strike(repository)
    assert ann.git("commit", "-q", "--allow-empty", "-m", "x", MOMENTS=str(tmp_path / "moments")).ok
    for number, when in enumerate(moments_of(tmp_path / "moments")):
        before = repository.head()
        ann.writes("mine.py", f"{number}\n")
        ann.git("add", "mine.py")
        strike(repository)
        killed = ann.git("commit", "-qm", "killed", MOMENT=when, STRIKE=victim)
        assert killed.code == (-9 if victim != "gate" else 128), (when, killed)
        assert repository.head() == before, when
        left = clear_locks(repository)
        assert bool(left) == (victim != "gate"), (when, left)
        agree(repository)
        landed = bob.commits("his.py", f"{number}\n") if number % 2 else ann.git("commit", "-qm", "again")
        assert landed.ok, (when, landed)
        agree(repository)
    assert reads(repository, "ann") == {"api.py"}
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    assert ann.commits("mine.py", "end\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("state", ["prepared", "committed"])
def test_git_killed_before_and_after_it_moved_the_ref(ann: Session, bob: Session, repository: Repository, state: str) -> None:
    before = repository.head()
    another_hook(repository, EXECUTIONER.format(python=sys.executable))
    ann.writes("api.py", "def f(x, y):\n    return x\n")
    killed = ann.git("commit", "-qam", "killed", KILL_IN=state)
    assert killed.code == -9, killed
    landed = repository.head() != before
    assert landed == (state == "committed")
    locks = clear_locks(repository)
    assert any(name.endswith("index.lock") for name in locks)
    agree(repository)
    bob.reads("other.py")
    assert bob.commits("his.py", "1\n").ok
    agree(repository)


def test_the_lock_files_that_a_killed_git_leaves_are_the_ones_that_the_doctor_names(
    ann: Session, repository: Repository, tmp_path: Path
) -> None:
    strike(repository)
    killed = ann.git("commit", "-q", "--allow-empty", "-m", "x", MOMENT="before exit 1", STRIKE="git")
    assert killed.code == -9
    named = set()
    for path in Path(common(repository)).rglob("*.lock"):
        os.utime(path, (0, 0))
        named.add(str(path))
    assert named and set(stale_locks(common(repository))) == named
    clear_locks(repository)
    assert ann.git("commit", "-q", "--allow-empty", "-m", "x").ok


def test_a_client_hook_killed_at_any_moment_loses_nothing_that_was_recorded(
    ann: Session, repository: Repository, tmp_path: Path
) -> None:
    strike(repository)
    assert client(repository, saw(repository, "other.py", "cat"), MOMENTS=str(tmp_path / "moments")).ok
    acknowledged = {"cat"}
    for number, when in enumerate(moments_of(tmp_path / "moments")):
        session = f"cat{number}"  # what a first call does is done again
        strike(repository)
        killed = client(repository, saw(repository, "api.py", session), MOMENT=when, STRIKE="gate")
        assert killed.code in (-9, 137), (when, killed)
        again = client(repository, saw(repository, "other.py", session))
        assert again.ok and not again.err, (when, again)
        acknowledged.add(session)
        assert all("other.py" in reads(repository, one) for one in acknowledged), when
    assert log(repository) == []
    agree(repository)
    assert ann.commits("mine.py", "1\n").ok


def test_a_gate_that_outlives_its_git_publishes_nothing_that_counts(
    ann: Session, bob: Session, repository: Repository, tmp_path: Path
) -> None:
    ann.writes("api.py", "def f(x, y):\n    return x\n")
    ann.git("add", "api.py")
    strike(repository)
    held = start(ann, "commit", "-qm", "killed", MOMENT="before BEGIN 2", STRIKE=f"wait {tmp_path}/held")
    wait_for(tmp_path / "held")
    held.kill()
    held.wait()
    clear_locks(repository)
    bob.reads("api.py")
    assert bob.commits("his.py", "1\n").ok
    (tmp_path / "held.go").touch()
    finish(held)
    agree(repository)
    assert bob.commits("his.py", "2\n").ok
    agree(repository)


def test_a_landing_whose_git_was_gone_before_it_could_be_named_is_void_whoever_has_its_number_now(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.writes("api.py", "def f(x, y):\n    return x\n")
    strike(repository)
    killed = ann.git("commit", "-qam", "killed", MOMENT="before INSERT verdicts 1", STRIKE="git")
    assert killed.code == -9
    clear_locks(repository)
    with repository.store() as opened:
        opened.do("UPDATE landings SET pid = :pid WHERE state = 'pending'", pid=os.getpid())
    agree(repository)
    bob.reads("api.py")
    assert bob.commits("his.py", "1\n").ok


def test_a_hook_whose_git_was_gone_when_it_began_publishes_nothing_that_counts(
    ann: Session, bob: Session, repository: Repository, tmp_path: Path
) -> None:
    """The hook is then a child of whatever takes orphans in, which lives for ever."""
    hook = repository.top / ".git/hooks/reference-transaction"
    if not hook.exists():
        pytest.skip("this git runs config hooks")
    old = repository.head()
    made = ann.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "x").out.strip()
    lines = tmp_path / "lines"
    lines.write_text(f"{old} {made} refs/heads/main\n")
    left = repository.top / ".git/refs/heads/main.lock"  # by a git that was killed
    left.touch()
    orphan = f"( sleep 0.3; exec {hook} prepared <{lines} ) >/dev/null 2>&1 &"
    assert repository.run(["sh", "-c", orphan], **ann.env).ok
    with repository.store() as opened:
        end = time.monotonic() + 30
        while not opened.all("SELECT 1 FROM landings WHERE new = :made", made=made) and time.monotonic() < end:
            time.sleep(0.01)
        assert opened.all("SELECT state FROM landings WHERE new = :made", made=made) == [("pending",)]
    left.unlink()
    agree(repository)
    assert bob.commits("his.py", "1\n").ok


MORTAL = """#!/bin/sh
case " $* " in *" $DIES_IN "*) echo dead >>"$0.dead"; kill -9 $$ ;; esac
exec {git} "$@"
"""
"""A git that is killed in one of its commands, as by a system that runs out of memory."""


@pytest.mark.daily(1)
@pytest.mark.parametrize(
    "command", ["config", "for-each-ref", "merge-base", "diff-tree", "rev-list", "log", "diff-index", "diff"]
)
def test_a_child_that_is_killed_does_not_answer(ann: Session, repository: Repository, tmp_path: Path, command: str) -> None:
    """Asked by ``check`` in a linked worktree, of a change that no hook saw: git has to be asked about everything."""
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(MORTAL.format(git=shutil.which("git")))
    program.chmod(0o755)
    repository.write("long.py", "1\n2\n3\n4\n")
    repository.git("add", "long.py")
    repository.git("commit", "-qm", "long")
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("api.py", "long.py:1-2")
    cat.lands("mine.py", "1\n")
    for path in ("api.py", "long.py"):
        repository.write(path, "changed\n")
    unseen = ["git", *UNHOOKED, "commit", "-qam", "unseen"]
    assert repository.run(unseen).ok
    path = f"{program.parent}:{os.environ['PATH']}"
    died = cli(repository, "check", cwd=cat.cwd, PATH=path, DIES_IN=command, COORDGIT_SESSION="cat")
    assert (program.parent / "git.dead").exists(), "it was never asked"
    assert died.code == 3 and "was killed by signal 9" in says(died)[0], died
    asked = cli(repository, "check", cwd=cat.cwd, PATH=path, DIES_IN="nothing", COORDGIT_SESSION="cat")
    assert asked.rejected == ["CG101 api.py", "CG101 long.py:1-2"], asked
