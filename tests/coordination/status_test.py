"""``status`` as text: everything that matters, in whatever room there is."""

from collections.abc import Callable

import pytest

from coordgit.core.model import BYPASSED, HELD, REJECTED, UNVERIFIED, Conflict, Epoch, Verdict
from coordgit.render.log import log_text
from coordgit.render.status import status_json, status_text
from coordgit.render.text import cut, cut_left, printable, table, width
from coordgit.store import sessions, verdicts
from coordgit.store.status import overview
from tests.coordination.team import BRANCH, Team


def names(session: str | None) -> str:
    return session or ""


def lines(team: Team, room: int = 100) -> list[str]:
    return status_text(overview(team.store, team.now), names, room)


def section(team: Team, title: str) -> str:
    """What stands under a heading."""
    text = "\n".join(lines(team))
    return text.partition(f"\n{title}")[2].partition("\n\n")[0]


def verdict(team: Team, who: str, outcome: str, *conflicts: Conflict, reason: str = "") -> int:
    source = "found" if outcome == UNVERIFIED else "gate"
    made = Verdict(
        0,
        outcome,
        "strict",
        source,
        Epoch(who, 1),
        BRANCH,
        "a" * 40,
        "b" * 40,
        "commit",
        1,
        team.now,
        reason,
        conflicts=conflicts,
    )
    return verdicts.put(team.store, made).number


def conflict(code: str, path: str, session: str) -> Conflict:
    cause = HELD if code == "CG301" else ""
    return Conflict(
        1, True, code, path, 0, 0, "ann", None, "", BRANCH, None, None, None, session, "Bob", "Change", None, "", "", cause=cause
    )


def report(team: Team, who: str, state: str, text: str) -> None:
    sessions.add_report(team.store, sessions.Report(who, state, text, team.now))


def busy(team: Team) -> None:
    """Two at work, one blocked by the other; one done, one in error; tasks of every state."""
    team.seen("ann", "bob", "cat", "dan")
    for title in ("parse", "print", "lex", "test"):
        team.add(title)
    team.claim("ann", 1)
    team.claim("bob", 2)
    team.done("bob", 2, "printed")
    team.claim("ann", 3)
    team.lock("ann", "src/parse.py", "src/lex.py", why="new grammar")
    team.lock("bob", "src/lex.py")
    report(team, "bob", "blocked", "waiting for the lexer")
    report(team, "cat", "done", "all printed")
    report(team, "dan", "error", "the disk is full")
    verdict(team, "bob", REJECTED, conflict("CG101", "api.py", "ann"))


def test_sessions_and_tasks_are_in_flight_completed_or_errored(team: Team) -> None:
    busy(team)
    assert lines(team)[0] == "2 in flight, 1 blocked, tasks: 1 open, 2 claimed, 1 completed, 0 errored"
    assert "ann" in section(team, "In flight")
    assert "bob" in section(team, "In flight")
    assert "all printed" in section(team, "Completed")
    assert "printed" in section(team, "Completed")
    assert "the disk is full" in section(team, "Errored")
    assert "test" in section(team, "Open")


def test_a_task_that_is_open_again_has_its_paths_and_why(team: Team) -> None:
    team.seen("ann")
    task = team.add("callers", "src/callers.py", "lib")
    team.add("other", "lib")
    team.claim("ann", task)
    team.ends("ann")
    assert '"callers"  lib src/callers.py "session ann ended"\n' in section(team, "Open")
    team.claim("bob", task)
    team.done("bob", task, "moved")
    assert section(team, "Completed").endswith('"callers"  "moved"')
    assert section(team, "Open").endswith('"other"  lib')


def test_who_is_blocked_by_whom_and_why_is_reported(team: Team) -> None:
    busy(team)
    flight = section(team, "In flight")
    assert "blocked by v1: api.py changed by ann" in flight
    assert "waits for src/lex.py, held by ann until " in flight
    assert "new grammar" in flight
    assert 'task 1 "parse", 3 "lex"' in flight


def test_a_session_that_landed_since_is_not_blocked(team: Team) -> None:
    busy(team)
    team.now += 1
    verdict(team, "bob", "passed")
    team.unlock("ann")
    assert "1 blocked" not in lines(team)[0]
    assert "blocked by" not in section(team, "In flight")
    assert "waits for" not in section(team, "In flight")


def test_a_session_that_got_its_lock_does_not_wait(team: Team) -> None:
    team.seen("ann", "bob")
    team.lock("ann", "api.py")
    team.lock("bob", "api.py")
    assert "waits for api.py" in section(team, "In flight")
    team.unlock("ann")
    team.lock("bob", "api.py")
    team.lock("ann", "api.py")
    assert section(team, "In flight").count("waits for") == 1


@pytest.mark.parametrize("step", ["lock", "claim", "done"])
def test_a_session_that_went_on_does_not_wait_until_it_asks_again(team: Team, step: str) -> None:
    team.seen("ann", "bob")
    task, more = team.add("it"), team.add("more")
    team.claim("bob", task)
    team.lock("ann", "api.py")
    team.lock("bob", "api.py")
    assert "waits for api.py" in section(team, "In flight")
    steps: dict[str, Callable[[], object]] = {
        "lock": lambda: team.lock("bob", "b.py"),
        "claim": lambda: team.claim("bob", more),
        "done": lambda: team.done("bob", task),
    }
    steps[step]()
    assert "waits for" not in section(team, "In flight")
    team.lock("bob", "api.py")
    assert "waits for api.py" in section(team, "In flight")


@pytest.mark.parametrize(("state", "waits"), [("done", 0), ("error", 0), ("blocked", 1), ("working", 1)])
def test_a_session_that_reported_its_end_waits_for_nothing(team: Team, state: str, waits: int) -> None:
    team.seen("ann", "bob")
    team.lock("ann", "api.py")
    team.lock("bob", "api.py")
    team.now += 1
    report(team, "bob", state, "did it without")
    assert "\n".join(lines(team)).count("waits for") == waits
    team.now += 1
    team.lock("bob", "api.py")
    assert "\n".join(lines(team)).count("waits for") == 1


def test_a_session_that_gave_its_locks_back_still_waits(team: Team) -> None:
    team.seen("ann", "bob")
    team.lock("bob", "b.py")
    team.lock("ann", "api.py")
    team.lock("bob", "api.py")
    team.unlock("bob")
    assert "waits for api.py" in section(team, "In flight")


def test_who_shares_a_lock_and_wants_it_alone_waits(team: Team) -> None:
    team.seen("ann", "bob")
    team.lock("ann", "api.py", shared=True)
    team.lock("bob", "api.py", shared=True)
    team.lock("bob", "api.py")
    assert "waits for api.py, held by ann" in section(team, "In flight")


@pytest.mark.parametrize(("state", "shown"), [("working", "ended"), ("blocked", "ended"), ("done", "done"), ("error", "error")])
def test_a_session_that_ended_before_it_was_done_is_shown_as_ended(team: Team, state: str, shown: str) -> None:
    team.seen("ann")
    report(team, "ann", state, "as far as I got")
    team.ends("ann")
    assert next(line for line in lines(team) if "as far as I got" in line).split()[1] == shown


def test_locks_that_expired_are_shown_until_they_are_taken_again(team: Team) -> None:
    team.seen("ann")
    team.lock("ann", "api.py", span=60.0)
    team.now += 61
    team.acts("ann")
    assert "expired lock on api.py" in section(team, "In flight")
    team.lock("ann", "api.py")
    assert "expired" not in section(team, "In flight")


def test_updates_that_no_hook_saw_and_those_let_through_are_shown(team: Team) -> None:
    verdict(team, "", UNVERIFIED)
    verdict(team, "ann", BYPASSED, reason="release day")
    assert "v1  " in section(team, "Unverified")
    assert "release day" in section(team, "Bypassed")


def test_nothing_is_shown_where_there_is_nothing(team: Team) -> None:
    assert lines(team) == ["0 in flight"]


@pytest.mark.parametrize("room", [30, 40, 60, 80, 120, 200])
def test_every_line_fits_the_terminal(team: Team, room: int) -> None:
    busy(team)
    report(team, "ann", "working", "長い報告 " * 30)
    team.add("a title that goes on and on " * 8)
    team.lock("ann", "a/very/long/path/" * 6 + "file.py")
    for session in ("ann", "bob"):
        team.store.do(
            "UPDATE sessions SET worktree = :top WHERE session = :session", top="/home/someone/work/trees/" * 3, session=session
        )
    found = lines(team, room)
    assert [line for line in found if width(line) > room] == []
    assert any(line.endswith("trees/") for line in found)


def test_a_wider_terminal_shows_more(team: Team) -> None:
    busy(team)
    report(team, "ann", "working", "a long report that a narrow terminal has no room for")
    assert "no room for" in "\n".join(lines(team, 120))
    assert "no room for" not in "\n".join(lines(team, 40))


def test_a_report_cannot_speak_to_the_terminal(team: Team) -> None:
    team.seen("ann")
    report(team, "ann", "working", "fine\x1b[2J\x07 and\u202e dandy\nyes")
    assert "\x1b" not in "".join(lines(team))
    assert r'"fine\x1b[2J\a and\u202e dandy\nyes"' in section(team, "In flight")


def test_text_is_cut_by_the_columns_it_takes() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdef", 5) == "abcd…"
    assert cut("日本語", 5) == "日本…"
    assert cut("日本語", 6) == "日本語"
    assert cut_left("/home/ann/work", 8) == "…nn/work"
    assert printable("a\tb\r\nc\udcff") == "a b c?".replace("?", "\ufffd")


def test_a_table_leaves_empty_columns_out_and_shrinks_the_widest() -> None:
    assert table([("a", "", "b"), ("cc", "", "d")], 80) == ["a   b", "cc  d"]
    assert table([("short", "long " * 10)], 30) == ["short  long long long long lo…"]


def test_the_json_has_lists_of_what_each_session_has(team: Team) -> None:
    busy(team)
    found = status_json(overview(team.store, team.now), {})
    bob = next(one for one in found["sessions"] if one["session"] == "bob")
    assert bob["blocked"] == "v1"
    assert bob["report"] == {"text": "waiting for the lexer", "state": "blocked", "at": team.now}
    assert bob["waiting_for"][0]["lock"]["session"] == "ann"
    ann = next(one for one in found["sessions"] if one["session"] == "ann")
    assert [task["title"] for task in ann["tasks"]] == ["parse", "lex"]
    assert [lock["pathspec"] for lock in ann["locks"]] == ["src/parse.py", "src/lex.py"]
    assert (ann["report"], ann["blocked"], ann["stale"], ann["expired_locks"]) == (None, None, [], [])
    assert {state: len(some) for state, some in found["tasks"].items()} == {
        "open": 1,
        "in_flight": 2,
        "completed": 1,
        "errored": 0,
    }


def test_the_log_says_what_became_of_each_landing(team: Team) -> None:
    verdict(team, "ann", REJECTED, conflict("CG101", "api.py", "bob"))
    verdict(team, "ann", BYPASSED, reason="release day")
    found = verdicts.newest(team.store, 10)
    assert log_text([(found[0][0], "landed"), found[1]], names, 100)[0].endswith(
        'bypassed  main  aaaaaaa..bbbbbbb  ann  "release day"'
    )
    assert "rejected  " in log_text(found, names, 100)[1]
    assert "bypassed, not landed" in log_text([(found[0][0], "void")], names, 100)[0]
