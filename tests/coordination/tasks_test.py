"""Tasks: one owner at a time, one end, and back to open when the owner is gone."""

import os
import subprocess
import sys

import pytest

from coordgit import processes
from coordgit.coordinate import claiming as held_tasks
from coordgit.core.model import Commit, Epoch
from coordgit.store import known_commits, sessions, tasks
from tests.coordination.team import Team


def test_the_oldest_open_task_is_claimed_first(team: Team) -> None:
    first, second = team.add("one"), team.add("two")
    assert team.claim("ann") == first
    assert team.claim("bob") == second
    assert team.claim("cat") is None


def test_a_task_is_claimed_by_one_session(team: Team) -> None:
    task = team.add("one")
    assert team.claim("ann", task) == task
    assert team.claim("bob", task) is None
    assert team.claim("ann", task) == task
    assert [what for what, _, _ in team.events("task:%")] == ["add", "claim"]


def test_only_its_owner_finishes_a_task_and_only_once(team: Team) -> None:
    task = team.add("one", "src/*.py")
    assert not team.done("ann", task)
    team.claim("ann", task)
    assert not team.done("bob", task)
    assert team.done("ann", task, "it works")
    assert not team.done("ann", task)
    found = team.task(task)
    assert (found.state, found.session, found.outcome, found.paths) == (
        "done",
        "ann",
        "it works",
        ("src/*.py",),
    )
    assert team.claim("bob", task) is None


def test_a_task_that_failed_says_why(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task)
    assert held_tasks.finish(team.caller("ann"), task, tasks.Outcome(tasks.FAILED, "no such host"))
    assert (team.task(task).state, team.task(task).why) == ("failed", "no such host")


def test_a_task_given_back_is_open_for_others(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task)
    assert held_tasks.release(team.caller("bob"), task) is None
    assert held_tasks.release(team.caller("ann"), task)
    assert team.claim("bob") == task


def test_a_claim_that_was_bounded_expires_and_its_former_owner_cannot_finish(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task, span=60.0)
    team.now += 61
    assert not team.done("ann", task)
    assert team.task(task).why == "the claim of session ann expired"
    assert "not yours any more: the claim of session ann expired" in held_tasks.refusal(team.caller("ann"), task)
    assert team.claim("bob", task) == task
    assert team.task(task).why is None
    assert not team.done("ann", task)
    assert team.done("bob", task)
    assert [what for what, _, _ in team.events("task:%")] == ["add", "claim", "reopen", "claim", "done"]


def test_what_a_session_does_renews_its_bounded_claim(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task, span=60.0)
    for _ in range(4):
        team.now += 40
        team.acts("ann")
    assert team.claim("bob", task) is None
    assert team.done("ann", task)


def test_a_claim_that_expired_is_not_revived_by_what_its_former_owner_does(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task, span=60.0)
    team.now += 61
    team.acts("ann")
    assert team.claim("bob", task) == task
    team.acts("ann")
    assert not team.done("ann", task)
    assert team.task(task).session == "bob"


def test_a_claim_is_renewed_until_the_moment_it_expires(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task, span=60.0)
    team.now += 59
    team.acts("ann")
    team.now += 59
    assert team.claim("bob", task) is None
    assert team.done("ann", task)


def test_a_claim_taken_again_after_it_expired_is_a_new_one(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task, span=60.0)
    before = team.task(task).token
    team.now += 61
    assert team.claim("ann", task) == task
    assert team.task(task).token > before
    assert [what for what, _, _ in team.events("task:%")] == ["add", "claim", "reopen", "claim"]


def test_a_claim_without_bound_lasts_as_long_as_its_session(team: Team) -> None:
    task = team.add("one")
    team.claim("ann", task)
    team.now += 10_000_000
    assert team.claim("bob", task) is None
    assert [entry.task_id for entry in team.ends("ann")[1]] == [task]
    assert team.task(task).why == "session ann ended"
    assert team.claim("bob", task) == task


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="start times of processes are read from /proc")
def test_a_task_returns_to_open_when_the_process_of_its_session_is_gone(team: Team) -> None:
    task = team.add("one")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as client:
        sessions.seen(team.store, "ann", team.now, client="claude", process=processes.process(client.pid))
        team.claim("ann", task)
        team.note_gone()
        assert team.claim("bob", task) is None
        client.kill()
        client.wait()
    team.note_gone()
    assert team.claim("bob", task) == task
    assert team.events("task:%")[2] == ("reopen", "ann", f"task:{task}")


def test_commits_that_land_under_a_claim_belong_to_the_task(team: Team) -> None:
    first, second = team.add("one"), team.add("two")
    team.claim("ann", first)
    commit = Commit("c" * 40, (), "Ann")
    ann, bob = Epoch("ann", 1), Epoch("bob", 1)
    known_commits.add_commits(team.store, team.lands("ann", "a.py"), [(commit, ann, "made")], team.now)
    known_commits.add_commits(team.store, team.lands("bob", "b.py"), [(commit._replace(oid="b" * 40), bob, "made")], team.now)
    team.done("ann", first)
    known_commits.add_commits(team.store, team.lands("ann", "a.py"), [(commit._replace(oid="d" * 40), ann, "made")], team.now)
    assert tasks.commits(team.store, [first, second]) == {first: ["c" * 40]}
