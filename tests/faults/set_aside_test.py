"""A store of a former form is set aside by whatever meets it first, while sessions are at work."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.install import launcher
from coordgit.program import FAST
from tests.faults import moments
from tests.faults.support import agree, cli, client, database, point, saw, says, store
from tests.support.claude import Claude
from tests.support.old_store import make_former, old_store
from tests.support.repository import CHANGED, Repository, Result, Session

pytestmark = pytest.mark.usefixtures("alone")


def made_old(repository: Repository) -> None:
    """The store is one of the oldest form."""
    for path in store(repository).glob(f"{database(repository).name}*"):
        path.unlink()
    old_store(database(repository)).close()


def hook(repository: Repository, payload: bytes) -> Result:
    """A client's hook, run by this coordgit whatever git's hooks run."""
    return repository.run([sys.executable, "-I", FAST, "hook", "claude"], None, payload)


def installed(repository: Repository) -> str:
    """The program that git's hooks run."""
    target = launcher.target(str(store(repository) / "shim"))
    assert target is not None
    return target[1]


def aside(result: Result) -> list[str]:
    return [line for line in says(result) if "set aside as" in line]


def test_an_update_is_validated_though_it_meets_a_store_of_the_old_form(ann: Session, repository: Repository) -> None:
    made_old(repository)
    landed = ann.commits("mine.py", "1\n")
    (line,) = says(landed)
    assert landed.ok and "set aside as" in line and (store(repository) / "coordination.db.old-1").exists()
    assert [entry["outcome"] for entry in repository.json("log")["entries"]] == ["passed"]
    agree(repository)


@pytest.mark.nightly
def test_what_is_read_after_a_store_was_set_aside_is_asked(ann: Session, bob: Session, repository: Repository) -> None:
    made_old(repository)
    told = client(repository, saw(repository, "api.py"))
    assert told.ok and told.out == "" and "set aside as" in told.err, told
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert ann.commits("mine.py", "1\n").rejected == ["CG101 api.py"]


@pytest.fixture
def both(repository: Repository) -> tuple[Claude, Claude]:
    """Two sessions in one folder, each with an edit that is not committed, as they meet a store that has become a former one."""
    repository.begin(api__py="a\nb\nc\n", bobs__py="a\nb\nc\n", new__py="1\n")
    repository.git("branch", "elsewhere")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    for session, path in ((ann, "api.py"), (bob, "bobs.py")):
        session.send("SessionStart", source="startup")
        session.reads(path)
        session.edits(path, "b", "x")
    return ann, bob


def test_a_session_commits_what_it_edited_before(repository: Repository, both: tuple[Claude, Claude]) -> None:
    ann, bob = both
    make_former(database(repository))
    assert aside(cli(repository, "status")) and not aside(cli(repository, "status"))
    Claude(repository, "cleo").send("SessionStart", source="startup")  # whose edits these are is known
    ann.edits("new.py", "1", "2")
    assert ann.runs("git commit -qm sweep -- api.py new.py bobs.py").rejected == ["CG202 bobs.py"]
    done = ann.runs("git commit -qm both -- api.py new.py")
    assert done.ok and says(done) == [], done
    assert bob.runs("coordgit commit -qm mine").ok and repository.git("status", "--porcelain", "-uno") == ""
    assert [entry["outcome"] for entry in repository.json("log")["entries"]][:3] == ["passed", "passed", "rejected"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("changed", ["api.py", "other.py"])
def test_what_was_read_before_is_asked(ann: Session, bob: Session, repository: Repository, changed: str) -> None:
    ann.reads("api.py")
    bob.lands(changed, "changed\n")
    make_former(database(repository))
    landed = ann.commits("mine.py", "1\n")
    assert len(aside(landed)) == 1 and landed.rejected == (["CG101 api.py"] if changed == "api.py" else []), landed


@pytest.mark.nightly
def test_what_a_session_has_not_committed_is_not_taken_away(repository: Repository, both: tuple[Claude, Claude]) -> None:
    ann, _ = both
    make_former(database(repository))
    assert aside(cli(repository, "status"))
    ann.before("Bash", {"command": "git stash"}, "call")
    assert "deny" in ann.last.out and "bobs.py" in ann.last.out
    ann.before("Bash", {"command": "git stash push -- api.py"}, "call")
    assert "deny" not in ann.last.out


def test_what_alone_coordgit_keeps_can_be_restored(repository: Repository, both: tuple[Claude, Claude]) -> None:
    edited = (repository.top / "bobs.py").read_text()
    repository.git("checkout", "bobs.py")
    assert "bobs.py" in cli(repository, "restore", "--list").out
    make_former(database(repository))
    assert aside(cli(repository, "gc", "--days", "30"))
    repository.git("gc", "-q", "--prune=now")
    assert cli(repository, "restore", "bobs.py").ok and (repository.top / "bobs.py").read_text() == edited


@pytest.mark.daily(1)
@pytest.mark.parametrize("first", ["a commit", "a command"])
def test_what_a_clients_hook_sets_aside_is_said_by(repository: Repository, both: tuple[Claude, Claude], first: str) -> None:
    """Git's hooks ran an older coordgit, which could not answer any more."""
    ann, _ = both
    point(repository, moments.__file__)
    make_former(database(repository))
    assert "set aside as" in hook(repository, saw(repository, "new.py")).err
    assert installed(repository) == FAST
    word = ("git", "commit", "-qm", "work", "--", "api.py") if first == "a commit" else (sys.executable, "-I", FAST, "status")
    for times in (1, 0):
        done = repository.run([*word], None, None, **ann.env)
        assert len(aside(done)) == times, done
        repository.write("api.py", "a\ny\nc\n")


@pytest.mark.daily(1)
@pytest.mark.parametrize("first", ["pre-commit", "status", "doctor"])
def test_clients_run_what_made_the_store_newer_than_their_coordgit_knows(repository: Repository, first: str) -> None:
    """With pre-commit an upgrade is another environment, and the one before it still runs."""
    clients = Path(repository.env["HOME"]) / ".local/state/coordgit/launcher"
    for former, program in ((False, moments.__file__), (True, FAST)):
        point(repository, moments.__file__)
        if former:
            make_former(database(repository))
        assert cli(repository, first).ok
        target = launcher.target(str(clients))
        assert target is not None and target[1] == program


def test_a_hook_that_sets_nothing_aside_leaves_the_installed_program(repository: Repository, both: tuple[Claude, Claude]) -> None:
    point(repository, moments.__file__)
    assert hook(repository, saw(repository, "new.py")).err == ""
    assert installed(repository) == moments.__file__


def test_of_many_at_once_one_sets_the_store_aside(repository: Repository, both: tuple[Claude, Claude]) -> None:
    ann, _ = both
    make_former(database(repository))
    words: list[list[str]] = [[sys.executable, "-I", FAST, "status"], [sys.executable, "-I", FAST, "hook", "claude"]] * 2
    words.append(["git", "commit", "-qm", "work", "--", "api.py"])
    running = [
        subprocess.Popen(
            argv, cwd=repository.top, env=repository.env | ann.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for argv in words
    ]  # fmt: skip
    payload = saw(repository, "new.py")
    ended = [process.communicate(payload if "hook" in process.args else b"", timeout=60) for process in running]  # type: ignore[operator]
    assert [process.returncode for process in running] == [0] * len(words), ended
    assert sum(err.count(b"set aside as") for _, err in ended) in (1, 2)  # by a hook, and by the command after it
    assert [path.name for path in sorted(store(repository).glob("*.old*"))] == ["coordination.db.old-1"]
    agree(repository)


@pytest.mark.nightly
def test_nothing_is_missing_from_the_copy(repository: Repository, both: tuple[Claude, Claude]) -> None:
    make_former(database(repository))
    before = dump(database(repository))
    assert aside(cli(repository, "status"))
    assert dump(store(repository) / "coordination.db.old-1") == before
    assert json.loads(cli(repository, "doctor", "--json").out)


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines
