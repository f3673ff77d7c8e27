"""What goes on beside a commit: gc, pack-refs, pruned commits, clocks that jump, odd names of branches. None of it decides."""

import os
import sys
from pathlib import Path

import pytest

from coordgit.program import FAST
from coordgit.store import landings
from coordgit.store.tips import tip_of
from tests.faults import moments
from tests.faults.support import agree, finish, says, start, strike, wait_for
from tests.support.repository import CHANGED, UNHOOKED, Repository, Result, Session

YEARS = 10 * 365 * 86400
GC = ["gc", "-q", "--prune=2.weeks.ago"]
PACK = ["pack-refs", "--all", "--prune"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("stale", [False, True], ids=["true", "stale"])
@pytest.mark.parametrize("work", [GC, PACK], ids=["gc", "pack-refs"])
def test_maintenance_in_the_middle_of_a_validation_changes_no_answer(
    ann: Session, bob: Session, repository: Repository, tmp_path: Path, work: list[str], stale: bool
) -> None:
    bob.lands("api.py" if stale else "other.py", CHANGED)
    ann.writes("mine.py", "1\n")
    ann.git("add", "mine.py")
    repository.git("config", "core.filesRefLockTimeout", "100")  # pack-refs would wait for the ref that we hold
    strike(repository)
    held = start(ann, "commit", "-qm", "x", MOMENT="before open 1", STRIKE=f"wait {tmp_path}/held")
    wait_for(tmp_path / "held")
    repository.run(["git", *work])
    (tmp_path / "held.go").touch()
    result = finish(held)
    assert result.rejected == (["CG101 api.py"] if stale else []) and result.ok != stale, result
    agree(repository)


@pytest.mark.daily(1)
@pytest.mark.parametrize("work", [GC, PACK], ids=["gc", "pack-refs"])
def test_maintenance_between_read_and_commit_changes_no_answer(
    ann: Session, bob: Session, repository: Repository, work: list[str]
) -> None:
    bob.lands("other.py", "OTHER = 2\n")
    repository.git(*work)
    assert ann.commits("mine.py", "1\n").ok
    bob.lands("api.py", CHANGED)
    repository.git(*work)
    assert ann.commits("mine.py", "2\n").rejected == ["CG101 api.py"]
    agree(repository)


def test_an_old_value_that_git_packs_is_not_a_move_of_the_branch(ann: Session, bob: Session, repository: Repository) -> None:
    """What git says to the hook when a commit lands between its look at the branch and its packing of what it saw."""
    seen = repository.head()
    bob.lands("other.py", "OTHER = 2\n")
    now = repository.head()
    packed = f"{'0' * len(seen)} {seen} refs/heads/main\n"
    gate = [sys.executable, "-I", "-S", FAST, "gate", "prepared", str(os.getpid())]
    assert repository.run(gate, stdin=packed, GIT_DIR=".git").ok
    with repository.store() as store:
        assert tip_of(store, "refs/heads/main") == now
    bob.git("update-ref", "refs/heads/main", seen)
    with repository.store() as store:
        assert landings.pending(store, "refs/heads/main")[-1].new == seen


def prune(repository: Repository) -> None:
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "-q", "--prune=now")


def reads_what_gets_pruned(ann: Session, repository: Repository, *paths: str) -> None:
    """Ann reads on top of a commit of hers that is then dropped, and pruned."""
    base = ann.lands("draft.py", "1\n")
    ann.reads(*paths)
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
    prune(repository)
    assert not repository.run(["git", "cat-file", "-e", base]).ok


def test_a_read_whose_base_was_pruned_is_still_asked(ann: Session, bob: Session, repository: Repository) -> None:
    reads_what_gets_pruned(ann, repository, "other.py")
    assert ann.commits("mine.py", "1\n").ok
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("mine.py", "2\n").rejected == ["CG101 other.py"]
    assert ann.coordgit("explain").ok
    ann.reads("other.py")
    assert ann.commits("mine.py", "2\n").ok


@pytest.mark.daily(1)
@pytest.mark.parametrize(
    ("read", "change", "codes"),
    [
        ("other.py", {"new.py": "1\n"}, []),
        ("other.py", {"other.py": None}, ["CG101 other.py"]),
        ("absent.py", {"absent.py": "1\n"}, ["CG103 absent.py"]),
        ("absent.py", {"other.py": "OTHER = 2\n"}, []),
        ("long.py:10-12", {"long.py": "".join(f"{n}\n" for n in range(1, 20)) + "changed\n"}, []),
        ("long.py:10-12", {"long.py": "".join(f"{n}\n" for n in range(1, 10)) + "changed\n"}, ["CG101 long.py:10-12"]),
    ],
)
def test_every_kind_of_read_whose_base_was_pruned(
    ann: Session, bob: Session, repository: Repository, read: str, change: dict[str, str | None], codes: list[str]
) -> None:
    bob.lands("long.py", "".join(f"{n}\n" for n in range(1, 21)))
    reads_what_gets_pruned(ann, repository, read)
    for path, text in change.items():
        if text is None:
            assert bob.git("rm", "-q", path).ok and bob.git("commit", "-qm", "gone").ok
        else:
            bob.lands(path, text)
    assert ann.commits("mine.py", "1\n").rejected == codes


def test_ones_own_text_over_a_newer_version_is_told_though_the_base_was_pruned(
    ann: Session, bob: Session, repository: Repository
) -> None:
    reads_what_gets_pruned(ann, repository, "other.py")
    bob.lands("other.py", "OTHER = 2\n")
    ann.writes("other.py", "OTHER = 3\n")
    told = ann.coordgit("read", "other.py")
    assert told.ok and "coordgit read --at HEAD" in told.err
    assert ann.commits("other.py", "OTHER = 3\n").rejected == ["CG201 other.py"]
    assert ann.coordgit("read", "--at", "HEAD", "other.py").ok
    assert ann.commits("other.py", "OTHER = 3\n").ok


def at(repository: Repository, seconds: int, *args: str) -> Result:
    """The command line with a clock that is wrong by ``seconds``."""
    return repository.run([sys.executable, "-I", moments.__file__, *args], CLOCK=str(seconds), COORDGIT_SESSION="cat")


@pytest.mark.daily(1)
@pytest.mark.parametrize("reader", [-YEARS, YEARS])
@pytest.mark.parametrize("changer", [-YEARS, YEARS])
def test_a_clock_that_jumps_decides_nothing(
    ann: Session, bob: Session, repository: Repository, reader: int, changer: int
) -> None:
    cat = repository.session("cat")
    for path in ("api.py", "other.py"):
        assert at(repository, reader, "read", path).ok
    strike(repository)
    bob.writes("new.py", "1\n")
    bob.git("add", "new.py")
    dates = {f"GIT_{who}_DATE": f"@{1_700_000_000 + changer} +0000" for who in ("AUTHOR", "COMMITTER")}
    assert bob.git("commit", "-qm", "new", CLOCK=str(changer), **dates).ok
    cat.writes("mine.py", "1\n")
    cat.git("add", "mine.py")
    assert cat.git("commit", "-qm", "mine", CLOCK=str(-reader)).ok
    bob.writes("api.py", CHANGED)
    assert bob.git("commit", "-qam", "change", CLOCK=str(changer), **dates).ok
    cat.writes("mine.py", "2\n")
    cat.git("add", "mine.py")
    for clock in (-reader, 0, reader):
        assert cat.git("commit", "-qm", "mine", CLOCK=str(clock)).rejected == ["CG101 api.py"]
    assert at(repository, -reader, "read", "api.py").ok
    strike(repository)
    assert cat.git("commit", "-qm", "mine", CLOCK=str(reader)).ok
    agree(repository)


@pytest.mark.daily(1)
@pytest.mark.parametrize("date", ["@0 +0000", "@99999999999999 +0000", "@999999999999999999 +0000"])
def test_a_commit_of_any_date_can_be_told_about(ann: Session, repository: Repository, date: str) -> None:
    """Made where no hook looked, so that its own date is all there is."""
    repository.write("api.py", CHANGED)
    unseen = ["git", *UNHOOKED, "commit", "-qam", "far"]
    assert repository.run(unseen, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date).ok
    assert ann.commits("mine.py", "1\n").rejected == ["CG101 api.py"]
    assert ann.coordgit("explain").ok


def test_a_branch_whose_name_holds_a_line_separator(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "one\u2028two")
    assert ann.commits("mine.py", "1\n").ok
    bob.lands("api.py", CHANGED)
    assert ann.commits("mine.py", "2\n").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert ann.commits("mine.py", "2\n").ok
    agree(repository)


def test_a_branch_whose_name_is_not_utf8_is_denied_in_words(tmp_path: Path) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="1\n")
    name = os.fsdecode(b"latin-\xe9")
    repository.git("checkout", "-q", "-b", name)
    repository.guard()
    ann = repository.session("ann")
    ann.reads("api.py")
    denied = ann.commits("mine.py", "1\n")
    assert not denied.ok and 'not UTF-8: "refs/heads/latin-\\351"' in says(denied)[0], denied
    assert ann.git("-c", "coordgit.bypass=soon", "commit", "-qm", "x").ok
    assert ann.git("branch", "-m", "plain").ok
    bypassed = repository.head()
    assert ann.commits("mine.py", "2\n").ok
    agree(repository, found={bypassed})  # the store cannot keep it by the branch's old name
