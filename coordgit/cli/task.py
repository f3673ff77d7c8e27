"""``coordgit task``: who does what and how it ended."""

from collections.abc import Callable

import click

from coordgit.cli.caller import arrive, decided, up_to_date, wanted
from coordgit.cli.context import Here, columns, display, emit, here, say
from coordgit.cli.group import Spelt
from coordgit.cli.options import Whole, duration_option, json_option
from coordgit.coordinate import Caller
from coordgit.coordinate import claiming as coordination
from coordgit.core.coordination_records import Task
from coordgit.core.quoting import quoted
from coordgit.errors import UsageError
from coordgit.render.locks_and_tasks import task_json, task_rows
from coordgit.render.text import printable
from coordgit.render.verdict import clock
from coordgit.store import names, tasks

NUMBER = Whole(min=1)
STATES = (tasks.OPEN, tasks.CLAIMED, tasks.DONE, tasks.FAILED)


@click.group(cls=Spelt, no_args_is_help=False)
def task() -> None:
    """Add, claim, release, finish and list tasks."""


@task.command()
@click.argument("title")
@click.option("--path", "pathspecs", multiple=True, metavar="PATHSPEC", help="Paths the task is about (repeatable).")
@json_option
def add(title: str, pathspecs: tuple[str, ...], as_json: bool) -> None:
    """Add an open task."""
    if not printable(title):
        raise UsageError("a task needs a title", "coordgit task add TITLE")
    with here(settle=False) as at:
        texts = [text for paths in wanted(at, pathspecs) for text in (paths.spec.text, *(spec.text for spec in paths.excludes))]
        entry = decided(at, arrive(at), lambda c: tasks.add(c.store, printable(title), texts, c.session, c.now))
        _show(at, entry, as_json)


@task.command()
@click.argument("task_id", metavar="[ID]", required=False, type=NUMBER)
@duration_option("Limit the claim, such as 90s, 15m or 2h; starts again whenever the session does something.")
@json_option
def claim(task_id: int | None, span: float | None, as_json: bool) -> int:
    """Claim a task, or the oldest open one.

    The task is open again when this session is gone or, with --for, has done nothing for SPAN.
    """
    with here(settle=False) as at:

        def step(caller: Caller) -> tuple[Task | None, str]:
            entry = coordination.claim(caller, task_id, span)
            return entry, "" if entry else "no task is open" if task_id is None else coordination.refusal(caller, task_id)

        entry, why = decided(at, arrive(at), step, span)
        return _print_outcome(at, entry, why, None, as_json)


@task.command()
@click.argument("task_id", metavar="ID", type=NUMBER)
@json_option
def release(task_id: int, as_json: bool) -> int:
    """Give back a task of this session, so that it is open again."""
    with here(settle=False) as at:
        return _ended(at, task_id, lambda caller: coordination.release(caller, task_id), as_json)


@task.command()
@click.argument("task_id", metavar="ID", type=NUMBER)
@click.option("--outcome", default=None, metavar="TEXT", help="The result.")
@json_option
def done(task_id: int, outcome: str | None, as_json: bool) -> int:
    """Mark a task of this session as done."""
    with here(settle=False) as at:
        ended = tasks.Outcome(tasks.DONE, printable(outcome) if outcome else None)
        return _ended(at, task_id, lambda caller: coordination.finish(caller, task_id, ended), as_json)


@task.command()
@click.argument("task_id", metavar="ID", type=NUMBER)
@click.option("--why", required=True, metavar="TEXT", help="What went wrong.")
@json_option
def fail(task_id: int, why: str, as_json: bool) -> int:
    """Mark a task of this session as failed."""
    with here(settle=False) as at:
        ended = tasks.Outcome(tasks.FAILED, printable(why))
        return _ended(at, task_id, lambda caller: coordination.finish(caller, task_id, ended), as_json)


@task.command("list")
@click.option("--state", type=click.Choice(STATES), multiple=True, help="Only tasks in this state (repeatable).")
@json_option
def list_(state: tuple[str, ...], as_json: bool) -> None:
    """List the tasks, their owners and how they ended."""
    with here(settle=False) as at:
        up_to_date(at)
        coordination.reopen_abandoned(at.store, at.now)
        entries = [entry for entry in tasks.every(at.store) if not state or entry.state in state]
        commits = tasks.commits(at.store, [entry.task_id for entry in entries])
        document = {"tasks": [task_json(entry, commits.get(entry.task_id, ())) for entry in entries]}
        display(as_json, document, task_rows(entries, names.of(at.store), columns()), "there are no tasks")


def _ended(at: Here, task_id: int, end: Callable[[Caller], Task | None], as_json: bool) -> int:
    """End a task of the calling session by ``end``, and say how that went."""

    def step(caller: Caller) -> tuple[Task | None, str, Task | None]:
        entry = end(caller)
        return entry, "" if entry else coordination.refusal(caller, task_id), tasks.get(caller.store, task_id)

    return _print_outcome(at, *decided(at, arrive(at), step), as_json)


def _print_outcome(at: Here, entry: Task | None, why: str, now: Task | None, as_json: bool) -> int:
    """Print the task; or ``why`` it was refused, as JSON the task as it is ``now``."""
    if entry is not None:
        _show(at, entry, as_json)
        return 0
    if as_json:
        emit({"task": now and task_json(now)})
    say(f"coordgit: {why}\ntry: {at.program()} task list", err=True)
    return 1


def _show(at: Here, entry: Task, as_json: bool) -> None:
    commits = tasks.commits(at.store, [entry.task_id])
    until = f" until {clock(entry.expires_at)}" if entry.expires_at else ""
    line = f"task {entry.task_id} {entry.state}{until}: {quoted(entry.title)}"
    display(as_json, {"task": task_json(entry, commits.get(entry.task_id, ()))}, [line])
