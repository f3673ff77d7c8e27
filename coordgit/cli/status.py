"""``coordgit status``: what is in flight, completed and errored, and who is blocked by whom."""

import sqlite3
import sys
import time

import click

from coordgit.check import fetched_changes
from coordgit.check.stale import staleness
from coordgit.cli.caller import up_to_date
from coordgit.cli.context import Here, columns, emit, find_worktree, here, rows, say, say_all
from coordgit.cli.options import Amount
from coordgit.coordinate.claiming import reopen_abandoned
from coordgit.core.durations import DAY
from coordgit.core.grouping import grouped
from coordgit.core.model import LINES, CheckedBranch
from coordgit.errors import CoordgitError
from coordgit.git import attributes
from coordgit.git.checked_branches import existing_targets
from coordgit.git.plumbing import legible
from coordgit.render.status import status_json, status_text
from coordgit.render.text import cut, printable
from coordgit.store import locks, names, tasks
from coordgit.store.database import failure
from coordgit.store.status import Overview, SessionStatus, overview

HOME, REST_OF_LINE, REST_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"


@click.command()
@click.option("--watch", is_flag=True, help="Refresh in place until Ctrl-C.")
@click.option(
    "--every",
    type=Amount(min=0.2, max=DAY),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Time between refreshes, with --watch.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document; with --watch one per line.")
def status(watch: bool, every: float, as_json: bool) -> None:
    """Show who works on what, which locks they hold, which of their reads are stale, and who is blocked by whom and why."""
    if not watch:
        _once(as_json)
        return
    try:
        _watch(every, as_json)
    except KeyboardInterrupt:
        pass


def _once(as_json: bool, compact: bool = False) -> None:
    """Print the view once; ``compact``: on one line, one of many, which do not wait for a team's store each."""
    with here() as at:
        if not compact:
            up_to_date(at)
        view = _current(at)
        if as_json:
            emit(status_json(view, tasks.commits(at.store, [entry.task_id for entry in view.tasks])), compact)
        else:
            say_all(status_text(view, names.of(at.store), columns()))


def _current(at: Here) -> Overview:
    """End what has expired; return the overview without stale reads that no commit is asked about: of paths that an attribute
    ignores, and on branches that are targets no more."""
    with at.store.writing():
        locks.expire_all(at.store, at.now)
        reopen_abandoned(at.store, at.now)
    view = _with_fetched(at, overview(at.store, at.now))
    values = attributes.at(at.git, ((read.ref, read.path) for standing in view.sessions for read in standing.stale))
    branches = {standing.session.branch for standing in view.sessions if standing.stale}
    asked = {branch: _checked_on(at, branch) for branch in branches}
    sessions = []
    for standing in view.sessions:
        standing = _with_ranges(at, standing)
        stale = (read._replace(attribute=values.get((read.ref, read.path), "")) for read in standing.stale)
        here = asked.get(standing.session.branch, ())
        sessions.append(standing._replace(stale=tuple(one for one in stale if one.attribute != "ignore" and one.ref in here)))
    return view._replace(sessions=tuple(sessions))


def _with_ranges(at: Here, standing: SessionStatus) -> SessionStatus:
    """Leave out the ranges that no change touches: the store's view knows of a change only the files."""
    ranges = grouped((read.ref, read.path) for read in standing.stale if read.kind == LINES)
    if not ranges or standing.session.clone:
        return standing
    touched = set()
    for ref, paths in ranges.items():
        if tip := at.git.commit(ref):
            suspects, _ = staleness.stale(at.store, at.git, standing.session.epoch, CheckedBranch(ref, tip), set(paths))
            touched |= {(ref, suspect.read.path) for suspect in suspects}
    stale = (read for read in standing.stale if read.kind != LINES or (read.ref, read.path) in touched)
    return standing._replace(stale=tuple(stale))


def _checked_on(at: Here, branch: str) -> set[str]:
    """Return the refs against which a commit on ``branch`` is checked."""
    return {branch, *(target.ref for target in existing_targets(at.git, branch, at.settings.targets_of(branch)))}


def _with_fetched(at: Here, view: Overview) -> Overview:
    """Add the reads that are stale on a remote's branch alone, which the store's view of landings does not have."""
    branches = fetched_changes.unmerged(at.store, at.worktree, at.git)
    sessions = []
    for standing in view.sessions if branches else ():
        if standing.session.state == "live":
            known = {read.path for read in standing.stale}
            more = fetched_changes.stale(at.store, at.git, standing.session.epoch, branches)
            standing = standing._replace(stale=(*standing.stale, *(read for read in more if read.path not in known)))
        sessions.append(standing)
    return view._replace(sessions=tuple(sessions)) if branches else view


def _watch(every: float, as_json: bool) -> None:
    """Repeat the view: on a terminal each is drawn over the one before, cut to its height; elsewhere one follows the other.

    After the first, an error is shown in its place, for example while another process locks the store.
    """
    folder = find_worktree().store
    drawn, begun = sys.stdout.isatty() and not as_json, False
    if drawn:
        click.clear()
    while True:
        lines = []
        try:
            if drawn:
                lines = _picture()
            else:
                _once(as_json, compact=True)
            begun = True
        except (CoordgitError, sqlite3.Error) as error:
            if not begun:
                raise
            message = str(failure(error, folder) if isinstance(error, sqlite3.Error) else error)
            lines = [cut(printable(line), columns()) for line in message.split("\n")]
            if not drawn:
                say(message, err=True)
        if drawn:
            sys.stdout.write(HOME + "".join(f"{line}{REST_OF_LINE}\n" for line in lines) + REST_OF_SCREEN)
        sys.stdout.flush()
        time.sleep(every)


def _picture() -> list[str]:
    with here() as at:
        lines = status_text(_current(at), names.of(at.store), columns())
    room = max(rows() - 2, 1)
    shown = lines if len(lines) <= room else [*lines[: room - 1], f"and {len(lines) - room + 1} more lines"]
    return [cut(legible(line), columns()) for line in shown]
