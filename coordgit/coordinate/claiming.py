"""Add, claim and end tasks. Claiming or ending one first reopens the tasks whose owner is gone or whose claim has expired."""

from coordgit.coordinate import Caller
from coordgit.core.coordination_records import Task
from coordgit.render.verdict import clock
from coordgit.store import events, tasks
from coordgit.store.database import Store
from coordgit.store.names import who
from coordgit.store.tasks import Outcome


def reopen_abandoned(store: Store, now: float) -> None:
    """Reopen tasks whose claim has expired, or whose owner has ended or is gone."""
    with store.writing():
        for task_id, session, expires_at, state in tasks.claims(store):
            owner = who(store, session)
            if expires_at is not None and expires_at <= now:
                tasks.reopen(store, task_id, events.REOPEN, f"the claim of {owner} expired", now)
            elif state != "live":
                tasks.reopen(store, task_id, events.REOPEN, f"{owner} {'is gone' if state == 'gone' else state}", now)


def claim(caller: Caller, task_id: int | None, span: float | None) -> Task | None:
    """Claim a task, or the oldest open one; ``None``: it cannot be claimed."""
    with caller.store.writing():
        reopen_abandoned(caller.store, caller.now)
        return tasks.claim(caller.store, task_id, caller.session, span, caller.now)


def finish(caller: Caller, task_id: int, outcome: Outcome) -> Task | None:
    """End the session's own task; ``None``: it does not (or no longer) hold it."""
    with caller.store.writing():
        reopen_abandoned(caller.store, caller.now)
        return tasks.finish(caller.store, task_id, caller.session, outcome, caller.now)


def release(caller: Caller, task_id: int) -> Task | None:
    """Reopen the session's own task; ``None``: it does not (or no longer) hold it."""
    with caller.store.writing():
        reopen_abandoned(caller.store, caller.now)
        entry = tasks.get(caller.store, task_id)
        if entry is None or entry.state != tasks.CLAIMED or entry.session != caller.session:
            return None
        return tasks.reopen(caller.store, task_id, events.RELEASE, "", caller.now)


def refusal(caller: Caller, task_id: int) -> str:
    """Return why the session cannot have or end a task: who has it, and what happened to its own claim."""
    task = tasks.get(caller.store, task_id)
    if task is None:
        return f"there is no task {task_id}"
    if task.session == caller.session and task.state in (tasks.DONE, tasks.FAILED):
        return f"task {task_id} is {task.state}: you ended it{f' at {clock(task.ended_at)}' if task.ended_at else ''}"
    held = f"{who(caller.store, task.session)} has claimed it" if task.state == tasks.CLAIMED else f"it is {task.state}"
    newest = tasks.last_word(caller.store, task_id, caller.session)
    if newest and newest[0] == events.REOPEN:
        return f"task {task_id} is not yours any more: {newest[1]} ({clock(newest[2])}), {held}"
    return f"task {task_id} is not yours: {held}"
