"""What clones and their team's store tell each other, with SQLite on both sides: the statements are the same."""

from collections.abc import Iterator

import pytest

from coordgit.core.model import NO_PROCESS, Epoch
from coordgit.core.pathspec import Paths, parse
from coordgit.store import landings, locks, mirror, outbox, sessions
from coordgit.store.database import Store, in_memory
from coordgit.store.mirror import Shift

HOUR = 3600.0
"""By which the clone's clock is before the team's."""


@pytest.fixture
def stores() -> Iterator[tuple[Store, Store]]:
    """A clone's store and the team's."""
    with in_memory() as here, in_memory() as there:
        outbox.begin(here, "p")
        mirror.set_cursor(here, "p", 0)
        sessions.seen(here, "ann", 1000.0 + HOUR)
        yield here, there


def lands(store: Store, *paths: str, state: str = landings.LANDED) -> int:
    landing_id = landings.publish(
        store, "refs/heads/main", None, "c1", epoch=Epoch("ann", 1), state=state, source="gate", forward=True, process=NO_PROCESS,
        verdict_id=None, now=1000.0 + HOUR,
    )  # fmt: skip
    landings.add_changes(store, landing_id, ((path, None, "b1", "ann") for path in paths))
    return landing_id


def numbers(outgoing: outbox.Outgoing, what: str) -> list[int]:
    return [number for number, _ in outgoing.rows[what]]


def test_what_arrives_twice_is_taken_once(stores: tuple[Store, Store]) -> None:
    here, there = stores
    lands(here, "api.py")
    sessions.add_report(here, sessions.Report("ann", "working", "a", 1000.0 + HOUR))
    outgoing = outbox.unsent(here, "p")
    for _ in range(2):
        outbox.take(there, outgoing, "one", -HOUR)
    assert there.all("SELECT session, text, reported_at FROM reports") == [("one/ann", "a", 1000.0)]
    assert there.all("SELECT session, landed_at FROM landings") == [("one/ann", 1000.0)]
    assert there.all("SELECT path, maker FROM changes") == [("api.py", "one/ann")]
    outbox.take(there, outgoing, "two", -HOUR)
    assert there.value("SELECT COUNT(*) FROM landings") == 2


def test_what_follows_a_landing_that_is_not_settled_waits_for_it(stores: tuple[Store, Store]) -> None:
    here, _ = stores
    first, waiting, last = lands(here, "a"), lands(here, "b", state=landings.PENDING), lands(here, "c")
    assert numbers(outbox.unsent(here, "p"), outbox.LANDING) == [first]
    landings.settle(here, waiting, landings.LANDED)
    outgoing = outbox.unsent(here, "p")
    assert numbers(outgoing, outbox.LANDING) == [first, waiting, last]
    outbox.sent(here, "p", outgoing)
    assert outbox.unsent(here, "p").total == 0


def test_a_large_write_set_goes_alone_and_a_larger_one_is_cut(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = stores
    monkeypatch.setattr(outbox, "PATHS", 3)
    landed = [lands(here, "a"), lands(here, "b", "c", "d", "e"), lands(here, "f")]
    for some, paths in ((landed[:2], ["a", "b", "c", "d"]), (landed[2:], ["f"])):
        outgoing = outbox.unsent(here, "p")
        assert numbers(outgoing, outbox.LANDING) == some and [row["path"] for row in outgoing.changes] == paths
        outbox.take(there, outgoing, "one", -HOUR)
        outbox.sent(here, "p", outgoing)
    assert outbox.unsent(here, "p").total == 0


def test_what_others_reported_is_not_sent_back(stores: tuple[Store, Store]) -> None:
    here, there = stores
    outbox.take(there, outbox.unsent(here, "p"), "one", -HOUR)
    sessions.seen(there, "two/bob", 1000.0)
    there.do("UPDATE sessions SET clone = 'two'")
    sessions.add_report(there, sessions.Report("two/bob", "done", "b", 1000.0))
    with here.writing():
        mirror.write(here, mirror.look(there, 1000.0, 0), Shift("one", HOUR), "p")
        outbox.write(here, "p", outbox.news(there, "one", outbox.received(here, "p")), Shift("one", HOUR))
    assert sessions.newest_reports(here, ["two/bob"])["two/bob"].at == 1000.0 + HOUR
    assert outbox.unsent(here, "p").total == 0
    assert outbox.news(there, "two", dict.fromkeys(outbox.TABLES, 0)).reports == []


@pytest.mark.parametrize(("span", "told"), [(9.0, True), (900.0, False)])
def test_the_team_is_told_in_time_that_a_session_goes_on_that_holds_something_for_a_short_time(
    stores: tuple[Store, Store], span: float, told: bool
) -> None:
    here, there = stores
    mirror.put_session(there, sessions.every(here)[0], "one/ann", "one", -HOUR)
    locks.grant(there, "one/ann", Paths(parse("api.py")), locks.Terms(span), 1000.0)
    sessions.seen(here, "ann", 1004.0 + HOUR)
    assert bool(outbox.changed_sessions(here, there, "one", -HOUR)) == told


def test_locks_are_known_by_this_clones_clock_and_names_and_an_older_picture_changes_nothing(stores: tuple[Store, Store]) -> None:
    here, there = stores
    old = mirror.look(there, 1000.0, 0)
    for session, path in (("one/ann", "mine"), ("two/bob", "theirs")):
        locks.grant(there, session, Paths(parse(path)), locks.Terms(60.0), 1000.0)
    assert mirror.write(here, mirror.look(there, 1000.0, 0), Shift("one", HOUR), "p")
    assert not mirror.write(here, old, Shift("one", HOUR), "p")
    held = [(one.session, one.expires_at) for one in locks.every(here, 1000.0 + HOUR)]
    assert held == [("ann", 1060.0 + HOUR), ("two/bob", 1060.0 + HOUR)]
    assert not locks.renew(here, "ann", 1050.0 + HOUR) and locks.every(here, 1050.0 + HOUR)[0].expires_at == 1060.0 + HOUR
    locks.release(there, locks.of_session(there, "two/bob", 1000.0)[0], 1001.0)
    assert mirror.write(here, mirror.look(there, 1001.0, 0), Shift("one", HOUR), "p")
    assert [one.session for one in locks.every(here, 1000.0 + HOUR)] == ["ann"]


def test_what_a_clone_sent_long_ago_is_forgotten_and_what_others_sent_stays(stores: tuple[Store, Store]) -> None:
    here, there = stores
    lands(here, "api.py")
    sessions.add_report(here, sessions.Report("ann", "working", "a", 1000.0 + HOUR))
    for clone in ("one", "two"):
        outbox.take(there, outbox.unsent(here, "p"), clone, -HOUR)
    assert outbox.forget(there, "one", 999.0) == 0
    assert outbox.forget(there, "one", 1001.0) == 2
    assert there.all("SELECT session FROM landings UNION ALL SELECT session FROM reports") == [("two/ann",), ("two/ann",)]
    assert there.all("SELECT DISTINCT clone FROM origins") == [("two",)] and there.value("SELECT COUNT(*) FROM changes") == 1
