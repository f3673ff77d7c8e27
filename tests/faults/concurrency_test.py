"""Updates at the same time: never both on each other's unseen change, never one lost, never a false no."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from coordgit.check.reconcile import settle
from coordgit.git import trusted_repositories
from tests.faults import moments
from tests.faults.support import agree, another_hook, finish, reads, start, strike, wait_for
from tests.support.repository import Repository, Result, Session

FORMATS = ["files", "reftable"]
SLEEPER = """#!/bin/sh
cat >/dev/null
[ "$1" != "$SLEEP_IN" ] || sleep "$SECONDS_LONG"
"""
"""A hook of somebody else, which takes its time."""
DENIER = """#!/bin/sh
lines=$(cat)
printf '%s\\n' "$lines" | sh -c '"$@"; exit $?' sh "$0.ours" "$@" || exit
[ "$1" != prepared ] || [ -z "$DENY" ] || { echo denied by another hook >&2; exit 1; }
"""
"""A hook manager that runs coordgit's hook, and after it one that says no."""


@pytest.fixture(params=FORMATS)
def repository(tmp_path: Path, request: pytest.FixtureRequest) -> Repository:
    """A guarded repository of either format of refs."""
    return Repository(tmp_path, init=() if request.param == "files" else ("--ref-format=reftable",))


@pytest.fixture
def files(tmp_path: Path) -> Repository:
    """The format in which two branches can be updated at the same time; with reftable one waits for the other."""
    return Repository(tmp_path / "files")


def pair_in(repository: Repository) -> tuple[Session, Session]:
    """Two sessions in worktrees of their own, on branches that are both targets."""
    repository.commit_files({"x.txt": "0\n", "y.txt": "0\n"})
    for name in ("ann", "bob"):
        repository.git("config", "--add", "coordgit.target", name)
    return tuple(repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))  # type: ignore[return-value]


def skewed(ann: Session, bob: Session) -> None:
    """Ann has read y and is about to change x, bob has read x and is about to change y."""
    ann.reads("y.txt")
    bob.reads("x.txt")
    for session, path in ((ann, "x.txt"), (bob, "y.txt")):
        session.writes(path, f"{session.name} wrote this\n")
        assert session.git("add", path).ok


def at_once(*work: Callable[[], None]) -> None:
    """Do it all side by side; the first failure is raised."""
    failures: list[BaseException] = []

    def run(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    if failures:
        raise failures[0]


@pytest.mark.parametrize("when", ["before open 1", "before BEGIN 2"])
def test_an_update_sees_what_was_published_while_it_was_validated(files: Repository, tmp_path: Path, when: str) -> None:
    ann, bob = pair_in(files)
    skewed(ann, bob)
    strike(files)
    held = start(ann, "commit", "-qm", "x", MOMENT=when, STRIKE=f"wait {tmp_path}/held")
    wait_for(tmp_path / "held")
    assert bob.git("commit", "-qm", "y").ok
    (tmp_path / "held.go").touch()
    assert finish(held).rejected == ["CG101 y.txt"]
    agree(files)


def test_an_update_sees_one_that_has_not_moved_its_ref_yet(files: Repository, tmp_path: Path) -> None:
    ann, bob = pair_in(files)
    skewed(ann, bob)
    strike(files)
    held = start(bob, "commit", "-qm", "y", MOMENT="before exit 1", STRIKE=f"wait {tmp_path}/held")
    wait_for(tmp_path / "held")
    before = files.head("bob")
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 y.txt"]
    assert files.head("bob") == before
    (tmp_path / "held.go").touch()
    assert finish(held).ok
    agree(files)


def rounds(repository: Repository, count: int) -> None:
    """Write skew by two new sessions each time."""
    worktrees = [session.cwd for session in pair_in(repository)]
    for number in range(count):
        ann, bob = (repository.session(f"{cwd.name}{number}", cwd) for cwd in worktrees)
        skewed(ann, bob)
        running = [start(session, "commit", "-qm", str(number)) for session in (ann, bob)]
        results = [finish(process) for process in running]
        assert sorted(result.ok for result in results) == [False, True], results
        assert sorted(len(result.rejected) for result in results) == [0, 1], results
        for session in (ann, bob):
            assert session.git("reset", "-q", "--hard", "main").ok
    agree(repository, went_back=True)


@pytest.mark.daily(1)
def test_write_skew_in_parallel_processes_never_lands_twice(repository: Repository) -> None:
    rounds(repository, 4)


@pytest.mark.nightly
def test_write_skew_in_parallel_processes_never_lands_twice_however_often(repository: Repository) -> None:
    rounds(repository, 100)


@pytest.mark.daily(1)
def test_two_refs_of_one_transaction_land_together_or_not_at_all(repository: Repository) -> None:
    ann, bob = pair_in(repository)
    skewed(ann, bob)
    assert bob.git("commit", "-qm", "y").ok
    tree = ann.git("write-tree").out.strip()
    made = ann.git("commit-tree", tree, "-p", "HEAD", "-m", "x").out.strip()
    before = repository.git("for-each-ref")
    for lines in (
        f"create refs/heads/cat {made}\nupdate refs/heads/ann {made}\n",
        f"update refs/heads/ann {made}\ncreate refs/heads/dan {made}\n",
    ):
        denied = repository.run(["git", "update-ref", "--stdin"], ann.cwd, lines, **ann.env)
        assert denied.rejected == ["CG101 y.txt"]
        assert repository.git("for-each-ref") == before
    agree(repository)
    assert ann.coordgit("read", "--at", "bob", "y.txt").ok
    assert repository.run(["git", "update-ref", "--stdin"], ann.cwd, lines, **ann.env).ok
    agree(repository)


def managed(repository: Repository, more: str = "") -> None:
    """Let a hook manager run coordgit's hook."""
    hook = repository.top / ".git/hooks/reference-transaction"
    if not hook.exists():
        pytest.skip("this git runs config hooks")
    hook.rename(hook.with_name("reference-transaction.ours"))
    hook.write_text(DENIER + more)
    hook.chmod(0o755)


@pytest.mark.daily(1)
def test_a_landing_that_another_hook_denied_does_not_count(repository: Repository) -> None:
    ann, bob = pair_in(repository)
    managed(repository)
    skewed(ann, bob)
    denied = bob.git("commit", "-qm", "y", DENY="yes")
    assert not denied.ok and "denied by another hook" in denied.err
    assert ann.git("commit", "-qm", "x").ok
    agree(repository)
    assert bob.git("commit", "-qm", "y").rejected == ["CG101 x.txt"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("change", ["removed", "added"])
def test_a_listing_is_looked_at_once_after_a_commit_that_another_hook_denied(repository: Repository, change: str) -> None:
    """The denied commit had moved it to the answer with ann's own change in it."""
    repository.commit_files({"d/1.sql": "1\n", "d/2.sql": "2\n"})
    managed(repository)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("--glob", "d/*.sql")
    path = repository.top / ("d/2.sql" if change == "removed" else "d/3.sql")
    path.unlink() if change == "removed" else path.write_text("ann\n")
    assert ann.git("add", "-A", "d").ok
    assert "denied by another hook" in ann.git("commit", "-qm", "ann", DENY="yes").err
    assert ann.git("reset", "-q").ok
    bob.lands("d/4.sql", "bob\n")
    assert ann.git("add", "-A", "d").ok
    assert ann.git("commit", "-qm", "ann").rejected == ["CG102 d/4.sql"]
    ann.reads("--glob", "d/*.sql")
    done = ann.git("commit", "-qm", "ann")
    assert done.ok, done


@pytest.mark.parametrize(("name", "rejected"), [("3", ["CG102 d/3.sql"]), ("../3", [])])
def test_what_a_denied_commit_had_added_is_news_if_another_lands_it(
    repository: Repository, name: str, rejected: list[str]
) -> None:
    repository.commit_files({"d/1.sql": "1\n"})
    managed(repository)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("--glob", "d/*.sql")
    ann.writes("d/3.sql", "ann\n")
    assert ann.git("add", "d/3.sql").ok
    assert "denied by another hook" in ann.git("commit", "-qm", "ann", DENY="yes").err
    assert ann.git("rm", "-qf", "d/3.sql").ok
    bob.lands(os.path.normpath(f"d/{name}.sql"), "bob\n")
    assert ann.commits("other", "1\n").rejected == rejected


def test_an_update_in_flight_counts_though_another_program_runs_our_hook(files: Repository, tmp_path: Path) -> None:
    ann, bob = pair_in(files)
    held, go = tmp_path / "held", tmp_path / "held.go"
    managed(files, f'if [ "$1" = prepared ] && [ "$HOLD" ]; then touch {held}; until [ -e {go} ]; do sleep 0.01; done; fi\n')
    skewed(ann, bob)
    running = start(bob, "commit", "-qm", "y", HOLD="yes")
    wait_for(held)
    result = ann.git("commit", "-qm", "x")
    go.touch()
    assert finish(running).ok
    assert result.rejected == ["CG101 y.txt"], result
    agree(files)


def slow(repository: Repository, seconds: float, **settings: str) -> list[Result]:
    """Two sessions commit side by side, each with a hook that takes its time inside the lock."""
    pair = pair_in(repository)
    another_hook(repository, SLEEPER)
    for session in pair:
        session.writes("new.txt", "1\n")
        assert session.git("add", "new.txt").ok
    environment = {"SLEEP_IN": "prepared", "SECONDS_LONG": str(seconds)} | settings
    return [finish(process) for process in [start(session, "commit", "-qm", "slow", **environment) for session in pair]]


@pytest.mark.daily(1)
def test_a_hook_slower_than_gits_own_patience_makes_nobody_fail(repository: Repository) -> None:
    assert [result.ok for result in slow(repository, 0.5)] == [True, True]
    agree(repository)


@pytest.mark.nightly
def test_with_gits_own_patience_a_slow_hook_makes_the_other_one_fail(tmp_path: Path) -> None:
    """The twin: it is the setting that ``init`` makes which helps."""
    repository = Repository(tmp_path, init=("--ref-format=reftable",))
    patience = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "reftable.lockTimeout", "GIT_CONFIG_VALUE_0": "100"}
    assert sorted(result.ok for result in slow(repository, 1.5, **patience)) == [False, True]


def parallel(repository: Repository, count: int, each: int) -> None:
    """``count`` sessions in worktrees of their own read and commit side by side; all get through, and nothing is lost."""
    repository.commit_files({f"dir{n}/base.txt": "0\n" for n in range(count)})
    there = [repository.session(f"s{n}", repository.worktree(f"w{n}")) for n in range(count)]
    landed: dict[str, list[str]] = {session.name: [] for session in there}

    def work(session: Session, number: int) -> Callable[[], None]:
        def run() -> None:
            for turn in range(each):
                name = f"dir{number}/new{turn}.txt"
                result = commits(session, name, f"{turn}\n")
                assert result.ok, result
                landed[session.name].append(repository.head(cwd=session.cwd))

        return run

    for number, session in enumerate(there):
        session.reads(f"dir{number}/base.txt")
    at_once(*(work(session, number) for number, session in enumerate(there)))
    with repository.store() as opened:
        for session in there:
            rows = opened.all(
                "SELECT new FROM landings WHERE session = :name AND old <> '' ORDER BY landing_id", name=session.name
            )
            assert [row[0] for row in rows] == landed[session.name]
    for number, session in enumerate(there):
        assert reads(repository, session.name) == {f"dir{number}/base.txt"}
    agree(repository)


def commits(session: Session, path: str, text: str) -> Result:
    """Write and commit by processes of its own: safe beside other threads.

    With reftable all branches have one lock, and git lets those who wait draw lots: under load one can lose for five seconds.
    It then says so, and trying again is all it takes.
    """
    session.writes(path, text)
    added = session.git("add", path)
    assert added.ok, added
    for _ in range(10):
        result = session.git("commit", "-qm", path)
        if "cannot lock references" not in result.err:
            break
    return result


@pytest.mark.daily(1)
def test_eight_processes_in_eight_worktrees_all_get_through(repository: Repository) -> None:
    parallel(repository, 8, 2)


@pytest.mark.nightly
def test_eight_processes_in_eight_worktrees_all_get_through_for_long(repository: Repository) -> None:
    parallel(repository, 8, 25)


@pytest.mark.daily(1)
def test_processes_that_race_for_one_branch_all_get_through(repository: Repository) -> None:
    """By ``update-ref`` with an expected value, trying again as git says."""
    repository.commit_files({"x.txt": "0\n"})
    tree = repository.git("rev-parse", "HEAD^{tree}")
    count, each = 4, 2

    def work(name: str) -> Callable[[], None]:
        def run() -> None:
            for turn in range(each):
                for _ in range(200):
                    old = repository.head("main")
                    new = repository.git("commit-tree", tree, "-p", old, "-m", f"{name} {turn}")
                    done = repository.run(["git", "update-ref", "refs/heads/main", new, old], COORDGIT_SESSION=name)
                    if done.ok:
                        break
                    assert "cannot lock ref" in done.err and "coordgit: " not in done.err, done
                else:
                    raise AssertionError(f"{name} never got through")

        return run

    at_once(*(work(f"s{n}") for n in range(count)))
    said = repository.git("log", "--format=%s", "main").split("\n")
    assert sorted(said[: count * each]) == [f"s{n} {turn}" for n in range(count) for turn in range(each)]
    agree(repository)


@pytest.mark.daily(1)
def test_a_command_that_looked_at_a_ref_before_it_moved_takes_no_landing_back(
    ann: Session, bob: Session, repository: Repository, tmp_path: Path
) -> None:
    """Between its look at the refs and its transaction another session lands, and its git is gone."""
    strike(repository)
    argv = [sys.executable, "-I", moments.__file__, "read", "other.py"]
    environment = repository.env | bob.env | {"MOMENT": "before BEGIN 1", "STRIKE": f"wait {tmp_path}/held"}
    looking = subprocess.Popen(argv, cwd=repository.top, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(tmp_path / "held")
    landed = ann.lands("api.py", "def f(x, y):\n    return x\n")
    (tmp_path / "held.go").touch()
    assert finish(looking).ok
    agree(repository)
    with repository.store() as opened:
        rows = opened.all("SELECT state, source, session FROM landings WHERE new = :new", new=landed)
    assert rows == [("landed", "gate", "ann")]


@pytest.mark.daily(1)
@pytest.mark.parametrize("ours", [False, True], ids=["no lock", "our lock"])
def test_a_finished_landing_counts_whatever_was_read_of_its_ref_before(ann: Session, repository: Repository, ours: bool) -> None:
    before = repository.head()
    landed = ann.lands("api.py", "def f(x, y):\n    return x\n")
    worktree = trusted_repositories.find(str(repository.top))
    assert worktree is not None
    with repository.store() as store, store.writing():
        current = landed if ours else before
        assert settle(store, worktree.git(), "refs/heads/main", current=current, ours=ours, now=0.0) == landed
    agree(repository)


def test_a_denied_landing_does_not_count_when_its_ref_is_looked_at(ann: Session, repository: Repository, tmp_path: Path) -> None:
    """The twin: nothing is landed because its git is gone."""
    before = repository.head()
    strike(repository)
    assert ann.git("commit", "-q", "--allow-empty", "-m", "x", MOMENT="before exit 1", STRIKE="gate").code == 128
    worktree = trusted_repositories.find(str(repository.top))
    assert worktree is not None
    with repository.store() as store, store.writing():
        assert store.value("SELECT COUNT(*) FROM landings WHERE state = 'pending'") >= 1
        assert settle(store, worktree.git(), "refs/heads/main", current=before, ours=False, now=0.0) == before
    agree(repository)
