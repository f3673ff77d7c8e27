"""``coordgit status``: what is in flight, completed and errored, and who is blocked by whom."""

from __future__ import annotations

import click

from coordgit.cli.caller import up_to_date
from coordgit.cli.context import Here, columns, emit, here, json_option, say_all
from coordgit.coordinate.tasks import reopen_abandoned
from coordgit.git import attributes
from coordgit.render.status import status_json, status_text
from coordgit.store import locks, names, tasks
from coordgit.store.status import Overview, overview


@click.command()
@json_option
def status(as_json: bool) -> None:
    """Show who works on what, which locks they hold, which of their reads are stale, and who is blocked by whom and why."""
    with here() as at:
        up_to_date(at)
        found = _overview(at)
        if as_json:
            emit(status_json(found, tasks.commits(at.store, [entry.task.task_id for entry in found.tasks])))
        else:
            say_all(status_text(found, names.of(at.store), columns()))


def _overview(at: Here) -> Overview:
    """End what has expired; return the overview without stale reads of paths that an attribute ignores."""
    with at.store.writing():
        locks.sweep(at.store, at.now)
        reopen_abandoned(at.store, at.now)
    found = overview(at.store, at.now)
    values = attributes.at(at.git, ((one.ref, one.path) for standing in found.sessions for one in standing.stale))
    sessions = []
    for standing in found.sessions:
        stale = (one._replace(attribute=values.get((one.ref, one.path), "")) for one in standing.stale)
        sessions.append(standing._replace(stale=tuple(one for one in stale if one.attribute != "ignore")))
    return found._replace(sessions=tuple(sessions))
