"""``coordgit lock``, ``unlock`` and ``locks``: who holds which paths, and how long."""

import os

import click

from coordgit.cli.caller import arrive, decided, up_to_date, wanted
from coordgit.cli.context import columns, display, emit, here, say, session_here
from coordgit.cli.options import duration_option, json_option
from coordgit.coordinate.locking import TURN, acquire, paths_of_turn, release
from coordgit.coordinate.typed_pathspecs import refuse_beyond_links
from coordgit.core.coordination_records import Lock
from coordgit.core.quoting import quote, quoted
from coordgit.errors import UsageError
from coordgit.render.locks_and_tasks import lock_json
from coordgit.render.text import printable, table
from coordgit.render.verdict import clock, held_sentence
from coordgit.store import locks as stored
from coordgit.store import names


@click.command()
@click.argument("pathspecs", nargs=-1, metavar="PATHSPEC...")
@click.option(
    "--turn", is_flag=True, help="After two rejections in a row: lock all that was read and written, for two minutes at most."
)
@click.option("--shared", is_flag=True, help="Others may hold a shared lock too; only those who hold one may change the paths.")
@duration_option("How long, such as 90s, 15m or 2h; starts again whenever the session does something.", default="15m")
@click.option("--why", default="", metavar="TEXT", help="The reason, shown to others.")
@json_option
def lock(*, pathspecs: tuple[str, ...], turn: bool, shared: bool, span: float, why: str, as_json: bool) -> int:
    """Lock paths: no other session may edit or commit changes to them.

    A lock ends when it is released or when this session has done nothing for SPAN. Either all of the paths are locked or none.
    Locking a path that this session already holds renews the lock.
    """
    with here(settle=False) as at:
        if turn == bool(pathspecs):
            raise UsageError("name what to lock, or --turn", "coordgit lock PATHSPEC")
        session = arrive(at)
        if turn:
            paths, terms = paths_of_turn(at.store, at.worktree, session_here(at)), TURN
        else:
            paths = wanted(at, pathspecs)
            refuse_beyond_links(at.worktree, paths, "coordgit lock", os.getcwd())
            terms = stored.Terms(span, shared, printable(why))
        answer = decided(at, session, lambda caller: acquire(caller, paths, terms), terms.span)
        if as_json:
            emit({"locks": [lock_json(held) for held in answer.granted]})
        for asked, other in answer.in_the_way:
            text = asked.spec.text
            sentence = held_sentence(text, other, names.of(at.store))
            say(sentence if other.pathspec == text else f"{sentence} (lock on {quote(other.pathspec)})", err=True)
        if answer.in_the_way:
            say(f"try: {at.program()} locks", err=True)
        elif not as_json:
            for held in answer.granted:
                until = clock(held.expires_at)
                say(f"locked {_named(held)}{' shared' if shared else ''} until {until} (token {held.token})")
    return int(bool(answer.in_the_way))


@click.command()
@click.argument("pathspecs", nargs=-1, metavar="[PATHSPEC...]")
@json_option
def unlock(pathspecs: tuple[str, ...], as_json: bool) -> int:
    """Release this session's locks: those named, those inside a folder named, or all."""
    with here(settle=False) as at:
        paths = wanted(at, pathspecs) if pathspecs else None
        released, missing = decided(at, arrive(at), lambda caller: release(caller, paths))
        nothing = "" if missing else "nothing was locked by this session"
        lines = [f"unlocked {_named(held)}" for held in released]
        display(as_json, {"locks": [lock_json(held) for held in released]}, lines, nothing)
        for paths_asked in missing:
            say(f"coordgit: this session does not hold {quote(paths_asked.spec.text)}", err=True)
        if missing:
            say(f"try: {at.program()} locks", err=True)
    return int(bool(missing))


@click.command()
@json_option
def locks(as_json: bool) -> None:
    """List the locked paths with holder, expiry and reason."""
    with here(settle=False) as at:
        up_to_date(at)
        with at.store.writing():
            stored.expire_all(at.store, at.now)
        held_locks = stored.every(at.store, at.now)
        rows = [
            (
                _named(held), names.who(at.store, held.session), f"until {clock(held.expires_at)}",
                "shared" if held.shared else "", held.why and quoted(held.why),
            )
            for held in held_locks
        ]  # fmt: skip
        document = {"locks": [lock_json(held) for held in held_locks]}
        display(as_json, document, table(rows, columns()), "nothing is locked")


def _named(held: Lock) -> str:
    return " ".join(quote(text) for text in (held.pathspec, *(spec.text for spec in held.paths.excludes)))
