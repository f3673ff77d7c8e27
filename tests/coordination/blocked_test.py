"""How long a lock blocks, how long a report stands, and what pushes what out of sight."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from coordgit.core.model import BYPASSED, PASSED, REJECTED, UNVERIFIED
from coordgit.render.status import status_json
from coordgit.store.status import UNCHECKED, overview
from tests.coordination.fence_test import overtaken
from tests.coordination.status_test import conflict, lines, report, section, verdict
from tests.coordination.team import Team
from tests.support.repository import Repository, Sessions


def standing(team: Team, who: str) -> dict[str, Any]:
    """What ``status --json`` says of a session."""
    found: list[dict[str, Any]] = status_json(overview(team.store, team.now), {})["sessions"]
    return next(one for one in found if one["session"] == who)


def in_flight(team: Team, who: str, column: str) -> object:
    return team.store.value(f"SELECT {column} FROM in_flight WHERE session = :who", who=who)


@pytest.fixture
def locked(team: Team) -> Team:
    """Bob's commit was rejected for a lock of ann's; now is now."""
    team.now = time.time()
    team.seen("ann", "bob")
    team.lock("ann", "src")
    verdict(team, "bob", REJECTED, conflict("CG301", "src/api.py", "ann"))
    return team


def test_a_lock_blocks_for_as_long_as_it_is_held(locked: Team) -> None:
    assert "blocked by v1: src/api.py held by ann" in section(locked, "In flight")
    assert (standing(locked, "bob")["blocked"], in_flight(locked, "bob", "blocked")) == ("v1", "v1")
    locked.unlock("ann")
    assert "blocked" not in "\n".join(lines(locked))
    assert (standing(locked, "bob")["blocked"], in_flight(locked, "bob", "blocked")) == (None, None)
    assert standing(locked, "bob")["blocked_by"] == []


@pytest.mark.parametrize(
    ("code", "path", "who", "said"),
    [
        ("CG205", "", "ann", "it would drop what ann has landed"),
        ("CG204", "src/api.py", "", "its index is emptied"),
        ("CG203", "src/api.py", "ann", "src/api.py changed by ann"),
    ],
)
def test_what_blocks_is_reported_in_a_sentence_for_each_kind(team: Team, code: str, path: str, who: str, said: str) -> None:
    team.seen("ann", "bob")
    verdict(team, "bob", REJECTED, conflict(code, path, who))
    assert section(team, "In flight").endswith(f"blocked by v1: {said}")


def test_a_lock_blocks_no_more_when_its_time_is_over(locked: Team) -> None:
    locked.lock("ann", "src", span=0.01)
    time.sleep(0.1)
    locked.now = time.time()
    assert standing(locked, "bob")["blocked"] is None
    assert in_flight(locked, "bob", "blocked") is None


def test_the_session_that_holds_the_path_now_blocks(locked: Team) -> None:
    locked.unlock("ann")
    locked.lock("bob", "docs")
    locked.lock("ann", "docs2")
    assert standing(locked, "bob")["blocked"] is None
    assert in_flight(locked, "bob", "blocked") is None
    locked.seen("cat")
    locked.lock("cat", "src/api.py")
    assert "src/api.py held by cat" in section(locked, "In flight")
    assert in_flight(locked, "bob", "blocked") == "v1"


def test_another_reason_stands_when_the_lock_is_gone(locked: Team) -> None:
    both = conflict("CG301", "src/api.py", "ann"), conflict("CG101", "b.py", "ann")._replace(n=2)
    verdict(locked, "bob", REJECTED, *both)
    assert "src/api.py held by ann" in section(locked, "In flight")
    locked.unlock("ann")
    assert "blocked by v2: b.py changed by ann" in section(locked, "In flight")
    assert in_flight(locked, "bob", "blocked") == "v2"


def test_only_the_newest_rejection_on_a_branch_blocks(team: Team) -> None:
    team.now = time.time()
    team.seen("ann", "bob")
    team.lock("ann", "api.py")
    verdict(team, "bob", REJECTED, conflict("CG101", "b.py", "ann"))
    verdict(team, "bob", REJECTED, conflict("CG301", "api.py", "ann"))
    assert (standing(team, "bob")["blocked"], in_flight(team, "bob", "blocked")) == ("v2", "v2")
    team.unlock("ann")
    assert (standing(team, "bob")["blocked"], in_flight(team, "bob", "blocked")) == (None, None)


def test_what_was_changed_under_a_later_lock_is_not_said_to_be_held(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    overtaken(repository, ann, bob)
    rejected = ann.commits("api.py", "def f(z): ...\n").verdict
    text = bob.coordgit("status").out
    assert f"blocked by {rejected}: api.py changed under a later lock of session bob" in text
    assert "held by" not in text
    with repository.store() as store:
        assert store.value("SELECT blocked FROM in_flight WHERE session = 'ann'") == rejected
    ann.coordgit("lock", "api.py")
    assert "blocked" not in bob.coordgit("status").out
    with repository.store() as store:
        assert store.value("SELECT blocked FROM in_flight WHERE session = 'ann'") is None


def test_a_lock_counts_in_the_view_until_its_time_is_over(team: Team) -> None:
    team.now = time.time()
    team.seen("ann")
    team.lock("ann", "a.py", span=900.0)
    team.lock("ann", "b.py", span=0.01)
    time.sleep(0.1)
    assert in_flight(team, "ann", "locks") == 1


def test_many_bypasses_hide_no_update_that_no_hook_saw(team: Team) -> None:
    verdict(team, "", UNVERIFIED)
    for n in range(UNCHECKED + 1):
        verdict(team, "ann", BYPASSED, reason=f"reason {n}")
    assert "v1  " in section(team, "Unverified")
    found = status_json(overview(team.store, team.now), {})
    assert [one["verdict"] for one in found["unverified"]] == ["v1"]
    assert [one["reason"] for one in found["bypassed"]] == [f"reason {n}" for n in range(UNCHECKED, 0, -1)]


ACTS: dict[str, Callable[[Team], object]] = {
    "claim": lambda team: team.claim("ann"),
    "lock": lambda team: team.lock("ann", "a.py"),
    "land": lambda team: verdict(team, "ann", PASSED),
    "edit": lambda team: team.edits("ann", "a.py"),
    "try": lambda team: verdict(team, "ann", REJECTED, conflict("CG101", "a.py", "bob")),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["done", "error"])
def test_who_goes_on_after_a_last_report_is_in_flight_again(team: Team, state: str, act: str) -> None:
    team.seen("ann")
    team.add("more")
    report(team, "ann", state, "all I had")
    assert lines(team)[0].startswith("0 in flight")
    team.now += 1
    ACTS[act](team)
    assert lines(team)[0].startswith("1 in flight")
    assert "ann" in section(team, "In flight")
    report(team, "ann", state, "and that too")
    assert lines(team)[0].startswith("0 in flight")


def test_who_gives_back_what_it_had_after_its_last_report_is_done(team: Team) -> None:
    team.seen("ann")
    task = team.add("it")
    team.claim("ann", task)
    team.lock("ann", "a.py")
    team.edits("ann", "a.py")
    verdict(team, "ann", PASSED)
    report(team, "ann", "done", "all of it")
    team.now += 1
    team.unlock("ann")
    team.done("ann", task)
    assert "ann" in section(team, "Completed")
    team.now += 1
    team.lock("ann", "b.py")
    assert "ann" in section(team, "In flight")
    team.ends("ann")
    assert "ann" in section(team, "Completed")


def test_who_reports_that_it_is_blocked_counts_until_it_goes_on(team: Team) -> None:
    team.seen("ann", "bob")
    report(team, "ann", "working", "fine")
    assert lines(team)[0] == "2 in flight"
    report(team, "bob", "blocked", "I need help")
    assert lines(team)[0] == "2 in flight, 1 blocked"
    team.now += 1
    team.lock("bob", "a.py")
    assert lines(team)[0] == "2 in flight"


def test_names_are_whole_where_reports_are_long(team: Team) -> None:
    for n in range(3):
        team.seen(f"session worker-{n}")
        report(team, f"session worker-{n}", "working", "a long report, one that takes all of the room that there is " * n)
    shown = "\n".join(lines(team, 60))
    assert [f"session worker-{n}  " in shown for n in range(3)] == [True] * 3
    team.seen("x" * 100)
    assert "x" * 20 in "\n".join(lines(team, 60))
    assert max(map(len, lines(team, 60))) <= 60
