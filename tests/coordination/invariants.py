"""What must hold of the event history, whatever happened to the processes. Knows nothing of the code that wrote it."""

import fnmatch
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Happening(NamedTuple):
    """A row of ``events``, as any SQL tool reads it."""

    what: str
    session: str | None
    subject: str
    detail: str
    token: int


class Grant(NamedTuple):
    session: str | None
    shared: bool
    token: int
    files: frozenset[str]


def named(pathspec: str, files: Iterable[str]) -> frozenset[str]:
    """The files of a small world that a plain path, a folder, or a glob names."""
    return frozenset(f for f in files if f == pathspec or f.startswith(pathspec + "/") or fnmatch.fnmatchcase(f, pathspec))


def broken_locks(history: Sequence[Happening], files: Sequence[str]) -> list[str]:
    """No file has two holders unless all of them share it, each grant has a greater token, and what ends was held."""
    wrong, held, greatest = [], dict[str, Grant](), 0
    for event in history:
        if event.what in ("lock", "share"):
            grant = Grant(event.session, event.what == "share", event.token, named(event.detail, files))
            for other, before in held.items():
                if before.session != grant.session and not (before.shared and grant.shared) and before.files & grant.files:
                    wrong.append(f"{event.subject} of {event.session} was granted beside {other} of {before.session}")
            if event.token <= greatest:
                wrong.append(f"{event.subject} has token {event.token} after {greatest}")
            held[event.subject] = grant
        elif event.what in ("unlock", "expire"):
            grant_ended = held.pop(event.subject, None)
            if grant_ended is None or (grant_ended.session, grant_ended.token) != (event.session, event.token):
                wrong.append(f"{event.subject} of {event.session} ended without being held")
        if event.what in ("lock", "share", "claim"):
            greatest = max(greatest, event.token)
    return wrong


def broken_tasks(history: Sequence[Happening]) -> list[str]:
    """A task is claimed when it is open, by one session at a time, and finished once, by its owner."""
    wrong = []
    owner: dict[str, tuple[str | None, int]] = {}
    finished: dict[str, int] = {}
    added: set[str] = set()
    for event in history:
        task, mine = event.subject, (event.session, event.token)
        if event.what == "add":
            added.add(task)
        elif event.what == "claim":
            if task not in added or task in owner or task in finished:
                wrong.append(f"{task} was claimed by {event.session} though it was not open")
            owner[task] = mine
        elif event.what in ("release", "reopen", "done", "fail"):
            if owner.pop(task, None) != mine:
                wrong.append(f"{task}: {event.what} by {event.session} with token {event.token}, which did not own it")
            if event.what in ("done", "fail"):
                finished[task] = finished.get(task, 0) + 1
    wrong += [f"{task} was finished {times} times" for task, times in finished.items() if times > 1]
    return wrong + [f"{task} was never finished" for task in sorted(added - set(finished))]
