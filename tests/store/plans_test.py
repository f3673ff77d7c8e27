"""Commands look up what they show: no query of theirs walks a table that grows with history."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coordgit.core.model import Epoch
from coordgit.store import deletions, glance, migrate, reads, sessions, status, synthetic, verdicts
from coordgit.store.database import Store, open_store

GROWING = ("reads", "changes", "landings", "verdicts", "conflicts", "refreshes", "writes")
MAIN = "refs/heads/main"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Twenty sessions with reads, and landings by some of them."""
    now = time.time()
    with open_store(str(tmp_path), create=True) as opened:
        files = {f"{n}.py": f"{n:040x}" for n in range(20)}
        synthetic.sessions(opened, "0" * 40, files, count=20, each=30, now=now)
        synthetic.landings(opened, MAIN, list(files), count=30, each=3, now=now)
        yield opened


@contextmanager
def traced(store: Store) -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []
    store.connection.set_trace_callback(seen.append)
    yield seen
    store.connection.set_trace_callback(None)


def called(sql: str) -> dict[str, str]:
    """What tables are called in a statement and the views: name -> table."""
    text = sql + "".join(step for _, step in migrate.steps())
    found = {table: table for table in GROWING}
    for table in GROWING:
        for alias in re.findall(rf"\b(?:FROM|JOIN) {table} (?:AS )?(\w+)", text):
            found[alias] = table
    for alias in re.findall(r"LIMIT \d+\) (\w+)", sql):  # no table, but a few rows of one
        found.pop(alias, None)
    return found


def walks(store: Store, sql: str) -> list[str]:
    """The steps of a statement that walk a growing table from end to end. A walk in the order of the rows that a limit ends is
    none, nor is one of an index that has just the rows asked for."""
    if not re.match(r"(WITH|SELECT|INSERT|UPDATE|DELETE)\b", sql):
        return []
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    if re.search(r"LIMIT \d+( OFFSET \d+)?$", sql) and not any("TEMP B-TREE" in step for step in plan):
        return []
    some = {row[0] for row in store.all("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%) WHERE %'")}
    names = called(sql)
    found = []
    for step in plan:
        match = re.match(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$", step)
        greatest = step.startswith("SEARCH") and re.search(r"M(IN|AX)\((\w\.)?\w+_id\)", sql)
        if match and match[2] in names and match[3] not in some and not greatest:
            found.append(step)
    return found


COMMANDS: dict[str, Callable[[Store, float], object]] = {
    "status": status.overview,
    "log": lambda store, now: verdicts.newest(store, 20),
    "explain": lambda store, now: [
        verdicts.get(store, 1), verdicts.newest_rejection(store, None), verdicts.newest_rejection(store, "session 1"),
        verdicts.of_commit(store, "abcd"), verdicts.of_commit(store, f"{7:040x}"), reads.same_item(store, 1),
    ],
    "gc": lambda store, now: [
        deletions.at_work(store, now), deletions.in_flight(store), deletions.made(store), deletions.epochs(store),
        deletions.drop_reads(store, Epoch("session 3", 1), now + 1),
        deletions.left_behind(store, now), deletions.drop_writes(store, now, [1]),
        deletions.drop_orphans(store, now), deletions.oldest_needed(store, now),
        deletions.drop_changes(store, 3), deletions.drop_verdicts(store, 1000, now), deletions.drop_verdicts(store, 1, now),
    ],
    "the views": lambda store, now: [
        store.all(f"SELECT * FROM {view} WHERE session = 'session 1'") for view in ("in_flight", "stale_reads")
    ],
}  # fmt: skip


@pytest.mark.daily(3)
@pytest.mark.parametrize("analysed", [False, True], ids=["no statistics", "with statistics"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_walks_no_table_that_grows(store: Store, command: str, analysed: bool) -> None:
    with store.writing():
        sessions.end(store, "session 3", 1.0)
    if analysed:
        store.do("ANALYZE")
    with traced(store) as statements:
        COMMANDS[command](store, time.time())
    assert statements
    assert {sql: found for sql in statements if (found := walks(store, sql))} == {}


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM reads WHERE via = 'x'", "SELECT MAX(v.epoch) FROM verdicts v", "DELETE FROM changes WHERE maker = 'x'"],
)
def test_a_walk_is_noticed(store: Store, sql: str) -> None:
    assert walks(store, sql)


LIVE: dict[str, Callable[[Store], object]] = {
    "whether another is live": lambda store: glance.any_other(store, "session 1", "/elsewhere"),
    "which are live": sessions.live,
    "who has the same name": lambda store: sessions.shares_name(store, sessions.live(store)[0]),
    "what is stale": lambda store: [*status.stale(store)],
}


@pytest.mark.parametrize("what", LIVE)
def test_what_is_asked_of_live_sessions_walks_none_that_have_ended(store: Store, what: str) -> None:
    with traced(store) as statements:
        LIVE[what](store)
    plans = [row[3] for sql in statements for row in store.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    assert plans and not [step for step in plans if re.fullmatch(r"SCAN (sessions|s)", step)]
