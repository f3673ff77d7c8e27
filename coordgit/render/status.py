"""``status`` as text and JSON. Pure: facts in, lines out; ``names`` says who a session is."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from coordgit.core.coordination_records import Task
from coordgit.core.model import Verdict
from coordgit.core.quoting import named, quote, quoted, shortened
from coordgit.core.rules.default_attributes import default_attribute
from coordgit.core.validation import EMPTIED, LOCKED, REWOUND
from coordgit.git.refs import short
from coordgit.render.locks_and_tasks import lock_json, task_json, task_rows
from coordgit.render.log import span_of
from coordgit.render.sessions import session_json
from coordgit.render.text import cut, cut_left, printable, table
from coordgit.render.verdict import clock
from coordgit.store import sessions
from coordgit.store.kept import KeptWork
from coordgit.store.names import Names
from coordgit.store.status import BlockReason, Overview, SessionStatus, StaleRead
from coordgit.store.tasks import CLAIMED, DONE, FAILED, OPEN

BY_DEFAULT = {"inform": "; a lock file, by default it only informs", "append": "; a changelog, by default it takes additions"}
"""What is said of a stale read by the default of its path's attribute."""
IN_FLIGHT, COMPLETED, ERRORED = "in flight", "completed", "errored"
"""What users read of tasks that are claimed, done or failed, and of sessions that are live, or reported that they are done or
that there was an error."""
NEWEST = 5
"""Finished tasks, and ended sessions, that a terminal shows at most."""


def status_json(overview: Overview, commits: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    def of(state: str) -> list[dict[str, Any]]:
        return [task_json(entry, commits.get(entry.task_id, ())) for entry in overview.tasks if entry.state == state]

    tasks = {"open": of(OPEN), "in_flight": of(CLAIMED), COMPLETED: of(DONE), ERRORED: of(FAILED)}
    return {
        "sessions": [_standing_json(one, commits) for one in overview.sessions],
        "tasks": tasks,
        "unverified": [_unchecked_json(verdict) for verdict in overview.unverified],
        "bypassed": [_unchecked_json(verdict) for verdict in overview.bypassed],
        "kept": [kept_json(one) for one in overview.kept],
    }


def _standing_json(standing: SessionStatus, commits: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    session, report = standing.session, standing.report
    return session_json(session) | {
        "clone": session.clone or None, "branch": session.branch,
        "report": report and {"text": report.text, "state": report.state, "at": report.at},
        "blocked": standing.blocked or None,
        "blocked_by": [reason._asdict() for reason in standing.reasons],
        "waiting_for": [{"pathspec": pathspec, "lock": lock_json(lock)} for pathspec, lock in standing.waits],
        "tasks": [task_json(entry, commits.get(entry.task_id, ())) for entry in standing.tasks],
        "locks": [lock_json(held) for held in standing.locks],
        "expired_locks": [lock_json(held) for held in standing.expired],
        "stale": [read._asdict() for read in standing.stale],
        "started_at": session.started_at, "seen_at": session.seen_at, "landed_at": standing.last_landing,
    }  # fmt: skip


def _unchecked_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.name, "outcome": verdict.outcome, "session": verdict.epoch.session or None, "ref": verdict.ref,
        "old": verdict.old, "new": verdict.new, "at": verdict.at, "reason": verdict.reason,
    }  # fmt: skip


def kept_json(kept: KeptWork) -> dict[str, Any]:
    return {
        "what": kept.what, "path": kept.path or None, "session": kept.session, "worktree": kept.worktree, "oid": kept.oid,
        "at": kept.at,
    }  # fmt: skip


def kept_rows(some: Sequence[KeptWork], names: Names, room: int, indent: str = "") -> list[str]:
    """Return a line for each lost uncommitted edit or stash entry."""
    rows = [
        (quote(kept.path) or f"stash {kept.oid[:12]}", names(kept.session), f"gone since {clock(kept.at)}", kept.oid[:12])
        for kept in some
    ]
    return table(rows, room, indent)


def status_text(overview: Overview, names: Names, room: int) -> list[str]:
    """Return the orchestrator's view in at most ``room`` columns."""
    groups: dict[str, list[SessionStatus]] = {IN_FLIGHT: [], COMPLETED: [], ERRORED: [], "gone": [], "ended": []}
    for standing in overview.sessions:
        groups[_group(standing)].append(standing)
    by_state: dict[str, list[Task]] = {OPEN: [], CLAIMED: [], DONE: [], FAILED: []}
    for entry in overview.tasks:
        by_state[entry.state].append(entry)
    blocked = sum(bool(each.blocked or each.waits or _word(each) == sessions.BLOCKED) for each in groups[IN_FLIGHT])
    counted = [f"{len(groups[IN_FLIGHT])} {IN_FLIGHT}"] + ([f"{blocked} blocked"] if blocked else [])
    if overview.tasks:
        words = (OPEN, CLAIMED, COMPLETED, ERRORED)
        counted.append("tasks: " + ", ".join(f"{len(some)} {word}" for some, word in zip(by_state.values(), words, strict=True)))
    lines = textwrap.wrap(", ".join(counted), max(room, 20))
    for title, some in groups.items():
        shown = some if title == IN_FLIGHT else some[:NEWEST]
        finished = {COMPLETED: by_state[DONE], ERRORED: by_state[FAILED]}.get(title, [])
        body = _standings(shown, names, room) + task_rows(finished[::-1][:NEWEST], names, room, "  ")
        missing = len(some) - len(shown) + max(len(finished) - NEWEST, 0)
        lines += _section(title.capitalize(), body + ([f"  and {missing} more"] if missing else []))
    lines += _section("Open", task_rows(by_state[OPEN][: 2 * NEWEST], names, room, "  "))
    if len(by_state[OPEN]) > 2 * NEWEST:
        lines.append(f"  and {len(by_state[OPEN]) - 2 * NEWEST} more: coordgit task list")
    lines += _section(cut("Gone, and kept: coordgit restore", room), kept_rows(overview.kept[:NEWEST], names, room, "  "))
    if len(overview.kept) > NEWEST:
        lines.append(f"  and {len(overview.kept) - NEWEST} more: coordgit restore --list")
    for title, unchecked in (("Unverified: no hook saw them", overview.unverified), ("Bypassed", overview.bypassed)):
        rows = [_unchecked_row(verdict, names) for verdict in unchecked]
        lines += _section(cut(title, room), table(rows[:NEWEST], room, "  "))
    return lines


def _section(title: str, body: list[str]) -> list[str]:
    return ["", title, *body] if body else []


def _group(standing: SessionStatus) -> str:
    state = _word(standing)
    if state in (sessions.DONE, sessions.ERROR):
        return COMPLETED if state == sessions.DONE else ERRORED
    return {"live": IN_FLIGHT, "gone": "gone"}.get(standing.session.state, "ended")


def _word(standing: SessionStatus) -> str:
    """Return the state that the session reported, unless it worked after it was done or stuck, or is over before it was done;
    else the observed one."""
    report, state = standing.report, standing.session.state
    if report is None:
        return state
    if state == "live":
        again = report.state != sessions.WORKING and (standing.acted or 0.0) > report.at
        return state if again else report.state
    return report.state if report.state in (sessions.DONE, sessions.ERROR) else state


def _standings(some: Sequence[SessionStatus], names: Names, room: int) -> list[str]:
    heads = table(
        [
            (
                names(standing.session.session), short(standing.session.branch), _word(standing),
                f"seen {clock(standing.session.seen_at)}", quoted(standing.report.text) if standing.report else "",
            )
            for standing in some
        ],
        room, "  ", firm=0,
    )  # fmt: skip
    lines = []
    for head, standing in zip(heads, some, strict=True):
        lines.append(head)
        for label, items in _details(standing, names):
            lines += _wrapped(label, items, room)
        if standing.session.person and standing.session.state == "live":
            lines += _wrapped("one session for all terminals of", [f"{standing.session.name} there"], room)
        if standing.session.worktree:
            lines.append(f"    in {cut_left(printable(standing.session.worktree), room - 7)}")
    return lines


def _weight(read: StaleRead) -> str:
    """Return what the attribute of the path, or else its default, says of a stale read; "" for nothing."""
    if read.attribute:
        return f"; coordgit={read.attribute} in .gitattributes"
    return BY_DEFAULT.get(default_attribute(read.path), "")


def _details(standing: SessionStatus, names: Names) -> list[tuple[str, list[str]]]:
    """Return (label, items) for everything known about a session."""
    own = standing.session.branch
    elsewhere = {read.path for read in standing.stale if read.ref != own}
    details = [
        ("task", [f"{entry.task_id} {quoted(entry.title)}" for entry in standing.tasks]),
        (
            "holds",
            [
                f"{quote(held.pathspec)}{' shared' if held.shared else ''} until {clock(held.expires_at)}"
                for held in standing.locks
            ],
        ),
        ("expired", [f"lock on {quote(held.pathspec)} {clock(held.expires_at)}" for held in standing.expired]),
        (
            "stale",
            list(
                dict.fromkeys(
                    f"{quote(read.path)} ({names(read.changed_by) or 'unknown'} on {short(read.ref)}, {clock(read.changed_at)}"
                    f"{_weight(read)})"
                    for read in standing.stale
                    if read.ref != own or read.path not in elsewhere  # its branch has it from there
                )
            ),
        ),
    ]
    if standing.blocked:
        # of one path there may be several
        reasons = list(dict.fromkeys(_reason(reason, names) for reason in standing.reasons))
        details.append((f"blocked by {standing.blocked}:", reasons or [standing.elsewhere or "coordgit explain"]))
    details += [
        (
            "waits for",
            [
                f"{quote(pathspec)}, held by {names(lock.session)} until {clock(lock.expires_at)}"
                + (f": {quoted(lock.why)}" if lock.why else "")
            ],
        )
        for pathspec, lock in dict(standing.waits).items()
    ]
    return [(label, items) for label, items in details if items]


def _reason(reason: BlockReason, names: Names) -> str:
    who = names(reason.session) or named(shortened(reason.author)) or "unknown"
    if reason.code == REWOUND:
        return f"it would drop what {who} has landed"
    if reason.code == EMPTIED:
        return "its index is emptied"
    verb = "changed under a later lock of" if reason.fenced else "held by" if reason.code == LOCKED else "changed by"
    return f"{quote(reason.path)} {verb} {who}"


def _wrapped(label: str, items: list[str], room: int) -> list[str]:
    """Return ``label`` and its items in as many lines as they need, three at most."""
    text = printable(f"{label} {', '.join(items)}")
    wrapper = textwrap.TextWrapper(max(room, 20), "    ", "      ", max_lines=3, placeholder=" …", break_on_hyphens=False)
    return [cut(line, room) for line in wrapper.wrap(text)]


def _unchecked_row(verdict: Verdict, names: Names) -> tuple[str, ...]:
    span, reason = span_of(verdict.old, verdict.new), verdict.reason and quoted(verdict.reason)
    return (verdict.name, clock(verdict.at), short(verdict.ref), span, names(verdict.epoch.session), reason)
