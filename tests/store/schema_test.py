"""The schema holds what the code takes for granted: closed sets, rows that belong to others, no two where there is one."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordgit.core import model
from coordgit.core.contributors import PART_BROUGHT, PART_MADE, PART_MERGED, PART_SOURCE, PART_UNCLEAR
from coordgit.core.model import LEVELS
from coordgit.git.separate_index import EXECUTABLE, PLAIN
from coordgit.store import (
    begun_calls,
    edit_steps,
    events,
    kept,
    known_commits,
    landings,
    migrate,
    reads,
    refreshes,
    sessions,
    tasks,
    verdicts,
    writes,
)
from coordgit.store.database import Store, open_store

EPOCH = model.Epoch("ann", 1)
OUTCOMES = {model.PASSED, model.REJECTED, model.BYPASSED, model.UNVERIFIED}
CLOSED = {
    ("sessions", "state"): {"live", "gone", "ended"},
    ("reads", "kind"): {*model.ITEMS, model.LISTING, model.MATCH},
    ("refreshes", "how"): {"shown", "ack", "read"},
    ("calls", "over_with"): {model.TURN, model.TASKS, model.THROUGHOUT},
    ("landings", "state"): {landings.PENDING, landings.LANDED, landings.VOID},
    ("modes", "mode"): {PLAIN, EXECUTABLE},
    ("landings", "source"): {"gate", "found", "journal"},
    ("commits", "part"): {PART_MADE, PART_SOURCE, PART_UNCLEAR, PART_MERGED, PART_BROUGHT},
    ("verdicts", "outcome"): OUTCOMES,
    ("verdicts", "level"): set(LEVELS),
    ("verdicts", "source"): {"gate", "check", "verify", "push", "found"},
    ("conflicts", "cause"): {
        *("", model.HELD, model.TAKEN, model.SWITCHED, model.WHOLE, model.PART),
        *(model.DROPPED, model.REPLACED, model.EDITED, model.MUTUAL),
    },
    ("kept_edits", "what"): {kept.EDIT, kept.STASH},
    ("kept_edits", "state"): {"kept", "back"},
    ("locks", "state"): {"held", "expired", "released"},
    ("tasks", "state"): {tasks.OPEN, tasks.CLAIMED, tasks.DONE, tasks.FAILED},
    ("reports", "state"): set(sessions.REPORTED),
    ("origins", "what"): {"task", "report", "verdict", "landing"},
    ("remote_landings", "outcome"): OUTCOMES,
    ("events", "what"): {
        events.LOCK, events.SHARE, events.UNLOCK, events.EXPIRE, events.REFUSE, events.ADD, events.CLAIM, events.RELEASE,
        events.DONE, events.FAIL, events.REOPEN,
    },
}  # fmt: skip
"""(table, column) -> the words that code writes there."""


EDIT = model.Write(epoch=EPOCH, worktree="/w", path="a.py", before="b1", after="b2", origin="b1", at=3.0, via="Edit")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Ann has read, was shown, wrote and landed a file; a verdict with a conflict is stored; she did a task."""
    with open_store(str(tmp_path), create=True) as opened, opened.writing():
        sessions.seen(opened, "ann", 1.0)
        sessions.seen(opened, "bob", 1.0)
        read = model.Read(epoch=EPOCH, path="a.py", observed="b1", known="b1", base="c0", at=1.0, via="Read")
        read_id = reads.put(opened, read)
        refreshes.put(opened, read_id, "refs/heads/main", refreshes.Refresh("c1", "b2", "shown", 2.0))
        writes.put(opened, EDIT)
        edit_steps.put(opened, "ann", "/w", "a.py", edit_steps.MadeEdit("b1", "b2", True, 3.0))
        begun_calls.begin(opened, begun_calls.RunningCall("ann", "call", "/w", "c0", 0, 3.0), {"a.py": "b1"})
        conflict = model.Conflict(1, True, "CG101", "a.py", reader="ann", read_id=read_id, read="{}")
        made = model.Verdict(
            0, model.PASSED, "strict", "gate", EPOCH, "refs/heads/main", "c0", "c1", "commit", 1, 4.0, conflicts=(conflict,)
        )
        verdict_id = verdicts.put(opened, made).number
        task = tasks.add(opened, "a task", ["a.py"], "ann", 4.0)
        tasks.claim(opened, task.task_id, "ann", None, 4.0)
        landing_id = landings.publish(
            opened,
            "refs/heads/main",
            "c0",
            "c1",
            epoch=EPOCH,
            state=landings.LANDED,
            source="gate",
            forward=True,
            process=model.NO_PROCESS,
            verdict_id=verdict_id,
            now=5.0,
        )
        landings.add_changes(opened, landing_id, [("a.py", "b1", "b2", "ann")])
        known_commits.add_commits(opened, landing_id, [(model.Commit("c1", ("c0",), "Ann"), EPOCH, "made")], 5.0)
        tasks.count_landing(opened, landing_id, "ann")
        yield opened


def tables(store: Store) -> dict[str, str]:
    return dict(store.all("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"))


def filled(store: Store) -> set[str]:
    return {table for table in tables(store) if store.value(f"SELECT COUNT(*) FROM {table}")}


def words(sql: str, column: str) -> set[str]:
    found = re.search(rf"CHECK \({column} IN \(([^)]*)\)\)", sql)
    return set(re.findall(r"'([^']*)'", found[1])) if found else set()


@pytest.mark.parametrize(("table", "column"), CLOSED)
def test_a_closed_set_is_the_one_that_code_writes(store: Store, table: str, column: str) -> None:
    assert words(tables(store)[table], column) == CLOSED[table, column]


def test_every_closed_set_is_listed_here(store: Store) -> None:
    found = {(table, column) for table, sql in tables(store).items() for column in re.findall(r"CHECK \((\w+) IN \('", sql)}
    assert found == set(CLOSED)


def test_every_table_says_what_it_is_for(store: Store) -> None:
    for table, sql in tables(store).items():
        assert re.match(rf'CREATE TABLE ("?){table}\1 \( +-- \w', sql), table


def test_whatever_belongs_to_a_session_goes_with_it(store: Store) -> None:
    assert [table for table, sql in tables(store).items() if re.search("REFERENCES sessions(?! ON DELETE CASCADE)", sql)] == []


def test_every_table_has_a_plural_name(store: Store) -> None:
    assert [table for table in tables(store) if not table.endswith("s")] == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sessions SET state = 'asleep'",
        "UPDATE sessions SET person = 2",
        "UPDATE reads SET kind = 'lines'",
        "UPDATE reads SET first = 3, last = 4",
        "UPDATE reads SET kind = 'match'",
        "UPDATE reads SET base_id = 99",
        "UPDATE conflicts SET code = 'E101'",
        "UPDATE conflicts SET code = 'CG301'",
        "UPDATE landings SET session = NULL",
        "UPDATE tasks SET session = NULL",
        "INSERT INTO writes (session, epoch, worktree, path, wrote_at) SELECT session, epoch, worktree, path, 9.0 FROM writes",
        "INSERT INTO epochs (session, epoch, started_at) VALUES ('nobody', 1, 0.0)",
        "INSERT INTO changes (landing_id, path) VALUES (99, 'b.py')",
        "INSERT INTO landings (ref, state, source, forward, verdict_id, landed_at) VALUES ('r', 'landed', 'gate', 1, 1, 0.0)",
    ],
)
def test_what_makes_no_sense_is_not_stored(store: Store, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.do(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sessions SET state = 'ended'",
        "UPDATE reads SET kind = 'lines', first = 3, last = 4",
        "UPDATE reads SET kind = 'match', query = '{}'",
        "UPDATE conflicts SET code = 'CG301', cause = 'held'",
        "UPDATE landings SET session = NULL, epoch = NULL",
        "UPDATE tasks SET session = NULL, state = 'open'",
        "INSERT INTO epochs (session, epoch, started_at) VALUES ('ann', 2, 0.0)",
        "INSERT INTO changes (landing_id, path) VALUES (1, 'b.py')",
        "INSERT INTO landings (ref, state, source, forward, landed_at) VALUES ('r', 'landed', 'gate', 1, 0.0)",
    ],
)
def test_what_makes_sense_is_stored(store: Store, sql: str) -> None:
    assert store.do(sql) > 0


def test_what_a_session_knows_goes_with_it_and_what_it_did_stays(store: Store) -> None:
    before = filled(store)
    store.do("DELETE FROM sessions WHERE session = 'ann'")
    gone = {"bases", "calls", "reads", "refreshes", "writes", "edits", "intents"}
    assert gone <= before and filled(store) == before - gone
    assert store.all("SELECT session FROM epochs") == [("bob",)]


def test_a_verdict_takes_its_conflicts_and_leaves_the_landing(store: Store) -> None:
    store.do("DELETE FROM verdicts")
    assert store.all("SELECT n FROM conflicts") == []
    assert store.all("SELECT verdict_id FROM landings") == [(None,)]


def test_a_landing_takes_its_write_set_and_a_task_its_paths(store: Store) -> None:
    store.do("DELETE FROM landings")
    assert filled(store).isdisjoint({"changes", "commits", "task_landings"})
    store.do("DELETE FROM tasks")
    assert "task_paths" not in filled(store)


def test_a_landing_that_failed_gives_its_edits_back_to_those_made_since(store: Store) -> None:
    writes.land(store, 1, [("a.py", "b2")], "ann", "/w")
    writes.put(store, EDIT._replace(before="b2", after="b3", origin="b2", at=6.0))
    landings.settle(store, 1, landings.VOID)
    (write,) = writes.of_session(store, "ann")
    assert (write.before, write.after, write.origin) == ("b1", "b3", "b1")


def test_a_landing_that_failed_gives_its_edits_back(store: Store) -> None:
    writes.land(store, 1, [("a.py", "b2")], "ann", "/w")
    assert writes.of_session(store, "ann") == []
    landings.settle(store, 1, landings.VOID)
    (write,) = writes.of_session(store, "ann")
    assert (write.before, write.after) == ("b1", "b2")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (None, ""),
        (model.Query(), "{}"),
        (model.Query("x", ("a.py", "b")), '{"pattern": "x", "pathspecs": ["a.py", "b"]}'),
        (model.Query(recursive=False, fixed=True), '{"recursive": false, "fixed": true}'),
    ],
)
def test_a_question_has_one_spelling_with_named_fields(store: Store, query: model.Query | None, text: str) -> None:
    assert reads.query_text(query) == text
    kind = model.MATCH if query else model.ABSENT
    read_id = reads.put(store, model.Read(epoch=EPOCH, kind=kind, path="q", base="c0", at=9.0, via="Grep", query=query))
    (read,) = [read for read in reads.every(store, EPOCH) if read.read_id == read_id]
    assert read.query == query


def test_nothing_in_the_schema_compares_with_a_sentence() -> None:
    for _, sql in migrate.steps():
        code = re.sub(r"--.*", "", sql)
        assert [text for text in re.findall(r"'([^']*)'", code) if " " in text.strip()] == []


def test_edits_stay_with_what_they_belong_to_when_a_landing_failed(store: Store) -> None:
    writes.land(store, 1, [("a.py", "b2")], "ann", "/w")
    writes.put(store, EDIT._replace(before="b2", after="b3", at=6.0))
    edit_steps.put(store, "ann", "/w", "a.py", edit_steps.MadeEdit("b2", "b3", True, 6.0))
    landings.settle(store, 1, landings.VOID)
    assert [(step.before, step.after, step.landed) for step in edit_steps.of_path(store, "/w", "a.py")] == [
        ("b1", "b2", None),
        ("b2", "b3", None),
    ]


@pytest.mark.parametrize(
    ("pairs", "stretches"),
    [
        ("b2>b3", "b1>b3"),
        ("x>y", "b1>b2 x>y"),
        ("x>y y>z", "b1>b2 x>z"),
        ("x>y y>z v>w", "b1>b2 x>z v>w"),
    ],
    ids=("joined", "apart", "apart-joined", "three"),
)
def test_stretches_of_edits_are_separate_where_others_changed_the_path(store: Store, pairs: str, stretches: str) -> None:
    for pair in pairs.split():
        before, after = pair.split(">")
        edit_steps.put(store, "ann", "/w", "a.py", edit_steps.MadeEdit(before, after, True, 6.0))
    (found,) = writes.uncommitted(store, ["a.py"], "bob")
    assert [">".join(map(str, pair)) for pair in found.stretches] == stretches.split()
