"""Locks and tasks as text and JSON. Pure: facts in, lines out; ``names`` says who a session is."""

from collections.abc import Sequence
from typing import Any

from coordgit.core.coordination_records import Lock, Task
from coordgit.core.quoting import quote, quoted
from coordgit.render.text import table
from coordgit.render.verdict import clock
from coordgit.store.names import Names
from coordgit.store.tasks import DONE, FAILED


def lock_json(lock: Lock) -> dict[str, Any]:
    return {
        "id": lock.lock_id, "pathspec": lock.pathspec, "session": lock.session, "why": lock.why, "token": lock.token,
        "expires_at": lock.expires_at, "shared": lock.shared, "excludes": [spec.text for spec in lock.paths.excludes],
        "granted_at": lock.granted_at,
    }  # fmt: skip


def task_json(task: Task, commits: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "id": task.task_id, "title": task.title, "paths": list(task.paths), "state": task.state, "session": task.session,
        "outcome": task.outcome, "why": task.why, "added_at": task.added_at, "claimed_at": task.claimed_at,
        "ended_at": task.ended_at, "expires_at": task.expires_at, "commits": list(commits),
    }  # fmt: skip


def task_rows(entries: Sequence[Task], names: Names, room: int, indent: str = "") -> list[str]:
    """Return a line for each task: number, state, owner, title, how it ended or its paths, and why it is open again."""
    rows = [
        (
            f"task {entry.task_id}", entry.state, names(entry.session),
            clock(entry.ended_at or entry.claimed_at or entry.added_at), quoted(entry.title), _about(entry),
        )
        for entry in entries
    ]  # fmt: skip
    return table(rows, room, indent)


def _about(entry: Task) -> str:
    said = entry.outcome or entry.why
    paths = () if said and entry.state in (DONE, FAILED) else entry.paths
    return " ".join([*map(quote, paths), *([quoted(said)] if said else [])])
