"""Locks: all or none, exclusive or shared, for a time, with a fence against a holder that slept past it."""

import pytest

from coordgit.coordinate.locking import TURN, acquire
from coordgit.core.model import Epoch
from coordgit.store import glance, reads
from tests.coordination.team import Team


def test_a_path_has_one_holder(team: Team) -> None:
    assert team.locked("ann", "api.py")
    assert not team.locked("bob", "api.py")
    assert team.locked("bob", "other.py")
    assert team.held() == [("ann", "api.py"), ("bob", "other.py")]


def test_a_folder_and_a_file_in_it_have_one_holder(team: Team) -> None:
    assert team.locked("ann", "src")
    assert not team.locked("bob", "src/deep/a.py")
    assert not team.locked("bob", ".")
    assert team.locked("bob", "src2/a.py")


def test_a_wildcard_and_a_file_that_it_fits_have_one_holder(team: Team) -> None:
    assert team.locked("ann", "src/*.py")
    assert not team.locked("bob", "src/a.py")
    assert not team.locked("bob", "*.py")
    assert team.locked("bob", "*.md")
    assert team.locked("cat", "src/a.c", leaf=True)


def test_all_paths_are_granted_or_none(team: Team) -> None:
    team.lock("ann", "b.py", why="the parser")
    answer = team.lock("bob", "a.py", "b.py", "c.py")
    assert answer.granted == ()
    assert [(paths.spec.text, lock.session, lock.why) for paths, lock in answer.in_the_way] == [("b.py", "ann", "the parser")]
    assert team.held() == [("ann", "b.py")]
    team.unlock("ann", "b.py")
    assert len(team.lock("bob", "a.py", "b.py", "c.py").granted) == 3


def test_shared_locks_stand_beside_each_other_but_not_beside_an_exclusive_one(team: Team) -> None:
    assert team.locked("ann", "api.py", shared=True)
    assert team.locked("bob", "api.py", shared=True)
    assert not team.locked("cat", "api.py")
    assert not team.locked("ann", "api.py")
    team.unlock("bob")
    assert team.locked("ann", "api.py")
    assert not team.locked("bob", "api.py", shared=True)


def test_every_grant_has_a_greater_token_and_a_renewal_keeps_it(team: Team) -> None:
    first = team.lock("ann", "a.py", "b.py").granted
    again = team.lock("ann", "a.py", span=60.0).granted[0]
    assert [held.token for held in first] == [1, 2]
    assert (again.token, again.lock_id, again.expires_at) == (1, first[0].lock_id, team.now + 60)
    team.unlock("ann")
    assert team.lock("ann", "a.py").granted[0].token == 3


def test_a_lock_is_over_when_its_time_is(team: Team) -> None:
    team.lock("ann", "api.py", span=60.0)
    team.now += 59
    assert not team.locked("bob", "api.py")
    team.now += 1
    assert team.in_the_way("bob", "api.py") == {}
    assert team.locked("bob", "api.py")
    assert team.events() == [
        ("lock", "ann", "lock:1"),
        ("refuse", "bob", "lock:1"),
        ("expire", "ann", "lock:1"),
        ("lock", "bob", "lock:2"),
    ]


def test_what_a_session_does_renews_its_locks(team: Team) -> None:
    team.lock("ann", "api.py", span=60.0)
    for _ in range(5):
        team.now += 40
        assert team.acts("ann") == ""
    assert not team.locked("bob", "api.py")
    team.now += 60
    team.acts("ann")
    assert team.locked("bob", "api.py")


def test_a_lock_that_expired_is_reported_to_its_former_holder_once(team: Team) -> None:
    team.lock("ann", "api.py", "b.py", span=60.0)
    team.lock("ann", "c.py", span=6000.0)
    team.now += 61
    team.lock("bob", "api.py")
    said = team.acts("ann").splitlines()
    assert len(said) == 2
    assert said[0].startswith("coordgit: your lock on api.py expired ")
    assert ", bob took it; before you go on: coordgit lock :/api.py" in said[0]
    assert said[1].endswith("; before you go on: coordgit lock :/b.py")
    assert "bob" not in said[1]
    assert team.acts("ann") == ""


def test_of_many_expired_locks_a_few_are_reported_and_the_rest_counted(team: Team) -> None:
    team.lock("ann", *(f"{n}.py" for n in range(40)), span=60.0)
    team.now += 61
    said = team.acts("ann").splitlines()
    assert len(said) == 6
    assert said[-1] == "coordgit: 35 more locks of yours expired: coordgit status"
    assert team.acts("ann") == ""


def test_a_released_lock_is_not_said_to_have_expired(team: Team) -> None:
    team.lock("ann", "api.py", span=60.0)
    team.unlock("ann", "api.py")
    team.now += 61
    assert team.acts("ann") == ""


def test_what_another_holds_is_in_the_way_of_everyone_else(team: Team) -> None:
    team.lock("ann", "src", "*.md", ":!src/free")
    assert team.in_the_way("bob", "src/a.py", "src/free/a.py", "docs/x.md", "lib/a.py") == {"src/a.py": "ann", "docs/x.md": "ann"}
    assert team.in_the_way("ann", "src/a.py") == {}


def test_a_shared_lock_is_in_the_way_of_those_who_do_not_hold_it(team: Team) -> None:
    team.lock("ann", "api.py", shared=True)
    team.lock("bob", "api.py", shared=True)
    assert team.in_the_way("cat", "api.py") == {"api.py": "ann"}
    assert team.in_the_way("bob", "api.py") == {}


def test_names_that_are_not_utf_8_can_be_locked(team: Team) -> None:
    odd = "src/\udcff\udcfe.txt"
    assert team.locked("ann", odd)
    assert team.in_the_way("bob", odd, "src/plain.txt") == {odd: "ann"}
    assert not team.locked("bob", "src")
    assert not team.locked("bob", odd)
    assert team.locked("bob", "src/\udcff.txt")


def test_a_folder_releases_what_was_locked_inside_it(team: Team) -> None:
    team.lock("ann", "src/a.py", "src/b.py", "lib")
    assert team.unlock("ann", "src") == ["src/a.py", "src/b.py"]
    assert team.unlock("bob", "lib") == []
    assert team.held() == [("ann", "lib")]


@pytest.mark.parametrize("folder", ["src", "src/", ".", ":/"])
def test_a_folder_however_it_is_spelt_releases_the_lock_on_it_and_patterns_inside_it(team: Team, folder: str) -> None:
    team.lock("ann", "src", "src/*.py", ":(icase)src/README", "lib/a.py")
    assert team.unlock("ann", folder)[:2] == ["src", "src/*.py"]


def test_the_top_releases_patterns_that_begin_there(team: Team) -> None:
    team.lock("ann", "*.py", ":(icase)readme")
    assert team.unlock("ann", "src") == []
    assert team.unlock("ann", ".") == ["*.py", ":(icase)readme"]


def test_a_folder_does_not_release_what_was_excluded_with_it(team: Team) -> None:
    team.lock("ann", "src/a.py", "src/b.py")
    assert team.unlock("ann", "src", ":!src/b.py") == ["src/a.py"]
    assert team.held() == [("ann", "src/b.py")]


def test_a_session_that_ends_releases_what_it_holds(team: Team) -> None:
    team.seen("ann")
    team.lock("ann", "api.py")
    assert [held.pathspec for held in team.ends("ann")[0]] == ["api.py"]
    assert team.locked("bob", "api.py")


def test_a_clock_that_jumps_ends_locks_early_or_late_and_nothing_else(team: Team) -> None:
    task = team.add("one")
    team.seen("ann")
    team.lock("ann", "api.py", span=60.0)
    team.claim("ann", task)
    team.now -= 10_000
    assert not team.locked("bob", "api.py")
    team.now += 50_000
    assert team.locked("bob", "api.py")
    assert team.done("ann", task)


def test_a_lock_is_held_no_longer_than_its_time_after_the_clock_was_set_back(team: Team) -> None:
    team.seen("ann")
    team.lock("ann", "api.py", span=60.0)
    team.now -= 10_000
    assert not team.locked("bob", "api.py")
    team.now += 59
    assert not team.locked("bob", "api.py")
    team.now += 2
    assert team.locked("bob", "api.py")


@pytest.mark.parametrize("asks_again", [False, True])
def test_a_turn_is_renewed_once_however_busy_its_session_is(team: Team, asks_again: bool) -> None:
    def take() -> None:
        acquire(team.caller("ann"), team.paths("api.py"), TURN)

    take()
    for _ in range(3):
        team.now += 35
        team.acts("ann")
        if asks_again:
            take()
        assert not team.locked("bob", "api.py")
    team.now += 16
    assert team.locked("bob", "api.py")


def test_any_other_lock_is_renewed_as_long_as_its_session_is_busy(team: Team) -> None:
    team.lock("ann", "api.py", span=60.0)
    for _ in range(20):
        team.now += 35
        team.acts("ann")
        assert not team.locked("bob", "api.py")


def overtaken(team: Team) -> None:
    """Ann's lock expires as she sleeps; bob takes it, lands a change, and releases it."""
    team.lock("ann", "src", span=60.0)
    team.now += 61
    team.lock("bob", "src/api.py")
    team.lands("bob", "src/api.py")
    team.unlock("bob")


def test_a_holder_that_wakes_up_may_not_land_over_its_successor(team: Team) -> None:
    overtaken(team)
    assert team.in_the_way("ann", "src/api.py") == {}
    assert glance.any_foreign(team.store, "ann", team.now)
    assert team.fenced("ann", "src/api.py", "src/other.py", "lib/api.py") == {"src/api.py": "bob"}
    assert team.fenced("bob", "src/api.py") == {}


def test_a_holder_whose_successor_changed_nothing_may_land(team: Team) -> None:
    team.lock("ann", "src", span=60.0)
    team.now += 61
    team.lock("bob", "src/api.py")
    team.unlock("bob")
    assert team.fenced("ann", "src/api.py") == {}


def test_a_holder_that_locks_again_may_land(team: Team) -> None:
    overtaken(team)
    team.lock("ann", "src/api.py")
    assert team.fenced("ann", "src/api.py") == {}


def test_a_holder_whose_own_later_lock_expired_too_may_land(team: Team) -> None:
    overtaken(team)
    team.lock("ann", "src/api.py", span=60.0)
    team.now += 61
    team.acts("ann")
    assert team.fenced("ann", "src/api.py") == {}
    team.lock("bob", "src/api.py")
    team.lands("bob", "src/api.py")
    assert team.fenced("ann", "src/api.py") == {"src/api.py": "bob"}


def test_a_holder_that_gave_its_lock_back_may_land(team: Team) -> None:
    team.lock("ann", "src", span=60.0)
    team.unlock("ann")
    team.lock("bob", "src/api.py")
    team.lands("bob", "src/api.py")
    team.unlock("bob")
    assert team.fenced("ann", "src/api.py") == {}


def test_a_holder_that_has_read_what_its_successor_landed_may_land(team: Team) -> None:
    overtaken(team)
    team.seen("ann")
    base_id = reads.base(team.store, Epoch("ann", 1), "x")
    team.store.do(
        "INSERT INTO reads (session, epoch, kind, path, observed, base_id, landing_id, read_at)"
        " VALUES ('ann', 1, 'content', 'src/api.py', 'x', :base_id, 1, 0.0)",
        base_id=base_id,
    )
    assert team.fenced("ann", "src/api.py") == {}
    team.lock("bob", "src/api.py")
    team.lands("bob", "src/api.py")
    assert team.fenced("ann", "src/api.py") == {"src/api.py": "bob"}


def test_a_refusal_is_noted_once_for_as_long_as_it_is_the_same(team: Team) -> None:
    team.lock("ann", "api.py")
    for _ in range(3):
        team.lock("bob", "api.py")
    assert [what for what, _, _ in team.events()] == ["lock", "refuse"]


def test_several_refusals_are_noted_once_each_for_as_long_as_they_are_the_same(team: Team) -> None:
    team.lock("ann", "a.py", "b.py")
    for _ in range(3):
        team.lock("bob", "a.py", "b.py")
    assert [what for what, _, _ in team.events()] == ["lock", "lock", "refuse", "refuse"]


def test_who_went_on_and_asks_again_is_noted_again(team: Team) -> None:
    team.lock("ann", "a.py")
    team.lock("bob", "a.py")
    team.lock("bob", "b.py")
    team.lock("bob", "a.py")
    assert [what for what, _, _ in team.events()] == ["lock", "refuse", "lock", "refuse"]


def test_locks_are_found_by_index_however_many_there_are(team: Team) -> None:
    asked: list[str] = []
    team.store.connection.set_trace_callback(asked.append)
    team.lock("ann", "src/a.py", "lib", "*.md")
    team.in_the_way("bob", "src/a.py", "docs/x.md")
    team.acts("ann")
    team.unlock("ann")
    team.store.connection.set_trace_callback(None)
    plans = {sql: " ".join(row[3] for row in team.store.all("EXPLAIN QUERY PLAN " + sql)) for sql in asked if "FROM locks" in sql}
    assert len(plans) > 5
    assert [sql for sql, plan in plans.items() if "SCAN locks" in plan] == []
    assert [sql for sql, plan in plans.items() if "anchor" in sql.partition("WHERE")[2] and "locks_by_path" not in plan] == []
