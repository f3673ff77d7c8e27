"""``coordgit task``: who does what and how it ended."""

from __future__ import annotations

import click

from coordgit import coordinate
from coordgit.cli.caller import arrive, one_line, wanted
from coordgit.cli.context import Here, columns, emit, here, json_option, say
from coordgit.cli.group import Spelt
from coordgit.cli.options import Whole, duration_option
from coordgit.core.quoting import quoted
from coordgit.errors import UsageError
from coordgit.render.status import task_json, task_rows
from coordgit.render.verdict import clock
from coordgit.store import names, tasks
from coordgit.store.tasks import Entry

NUMBER = Whole(min=1)
STATES = (tasks.OPEN, tasks.CLAIMED, tasks.DONE, tasks.FAILED)


@click.group(cls=Spelt)
def task() -> None:
    """Add, claim, release, finish and list tasks."""


@task.command()
@click.argument("title")
@click.option("--path", "pathspecs", multiple=True, metavar="PATHSPEC", help="Paths the task is about (repeatable).")
@json_option
def add(title: str, pathspecs: tuple[str, ...], as_json: bool) -> None:
    """Add an open task."""
    if not one_line(title):
        raise UsageError("a task needs a title", "coordgit task add TITLE")
    with here(settle=False) as at:
        found = [text for one in wanted(at, pathspecs) for text in (one.spec.text, *(spec.text for spec in one.excludes))]
        _show(at, tasks.add(at.store, one_line(title), found, arrive(at), at.now), as_json)


@task.command()
@click.argument("task_id", metavar="[ID]", required=False, type=NUMBER)
@duration_option("Limit the claim, such as 90s, 15m or 2h; starts again whenever the session does something.")
@json_option
def claim(task_id: int | None, span: float | None, as_json: bool) -> int:
    """Claim a task, or the oldest open one.

    The task is open again when this session is gone or, with --for, has done nothing for SPAN.
    """
    with here(settle=False) as at:
        session = arrive(at)
        entry = coordinate.claim(at.store, task_id, session, span, at.now)
        if entry is not None:
            _show(at, entry, as_json)
            return 0
        if as_json:
            emit({"task": None})
        why = "no task is open" if task_id is None else _why_not(at, task_id, session)
        say(f"coordgit: {why}\ntry: coordgit task list", err=True)
    return 1


@task.command()
@click.argument("task_id", metavar="ID", type=NUMBER)
@json_option
def release(task_id: int, as_json: bool) -> int:
    """Give back a task of this session, so that it is open again."""
    with here(settle=False) as at:
        session = arrive(at)
        return _ended(at, coordinate.give_back(at.store, task_id, session, at.now), task_id, session, as_json)


@task.command()
@click.argument("task_id", metavar="ID", type=NUMBER)
@click.option("--outcome", default=None, metavar="TEXT", help="The result.")
@json_option
def done(task_id: int, outcome: str | None, as_json: bool) -> int:
    """Mark a task of this session as done."""
    with here(settle=False) as at:
        session = arrive(at)
        text = one_line(outcome) if outcome else None
        entry = coordinate.finish(at.store, task_id, session, tasks.Outcome(tasks.DONE, text), at.now)
        return _ended(at, entry, task_id, session, as_json)


@task.command()
@click.argument("task_id", metavar="ID", type=NUMBER)
@click.option("--why", required=True, metavar="TEXT", help="What went wrong.")
@json_option
def fail(task_id: int, why: str, as_json: bool) -> int:
    """Mark a task of this session as failed."""
    with here(settle=False) as at:
        session = arrive(at)
        entry = coordinate.finish(at.store, task_id, session, tasks.Outcome(tasks.FAILED, one_line(why)), at.now)
        return _ended(at, entry, task_id, session, as_json)


@task.command("list")
@click.option("--state", type=click.Choice(STATES), multiple=True, help="Only tasks in this state (repeatable).")
@json_option
def list_(state: tuple[str, ...], as_json: bool) -> None:
    """List the tasks, their owners and how they ended."""
    with here(settle=False) as at:
        coordinate.reap(at.store, at.now)
        found = [entry for entry in tasks.every(at.store) if not state or entry.task.state in state]
        if as_json:
            commits = tasks.commits(at.store, [entry.task.task_id for entry in found])
            emit({"tasks": [task_json(entry, commits.get(entry.task.task_id, ())) for entry in found]})
            return
        for line in task_rows(found, names.of(at.store), columns()):
            say(line)
        if not found:
            say("there are no tasks")


def _ended(at: Here, entry: Entry | None, task_id: int, session: str, as_json: bool) -> int:
    if entry is not None:
        _show(at, entry, as_json)
        return 0
    if as_json:
        now = tasks.get(at.store, task_id)
        emit({"task": now and task_json(now)})
    say(f"coordgit: {_why_not(at, task_id, session)}\ntry: coordgit task list", err=True)
    return 1


def _why_not(at: Here, task_id: int, session: str) -> str:
    """Return why the session cannot have or end a task: one that it ended itself is still its own."""
    entry = tasks.get(at.store, task_id)
    if entry and entry.task.session == session and entry.task.state in (tasks.DONE, tasks.FAILED):
        return f"task {task_id} is {entry.task.state}: you ended it{f' at {clock(entry.ended_at)}' if entry.ended_at else ''}"
    return coordinate.not_yours(at.store, task_id, session)


def _show(at: Here, entry: Entry, as_json: bool) -> None:
    if as_json:
        commits = tasks.commits(at.store, [entry.task.task_id])
        emit({"task": task_json(entry, commits.get(entry.task.task_id, ()))})
        return
    until = f" until {clock(entry.expires_at)}" if entry.expires_at else ""
    say(f"task {entry.task.task_id} {entry.task.state}{until}: {quoted(entry.task.title)}")
