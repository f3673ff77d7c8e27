"""``coordgit explain`` and ``ack``: why a commit was rejected, and that a change does not affect one's own."""

import os

import click

from coordgit.cli.context import Here, emit, here, json_option, say, session_here
from coordgit.core.model import REJECTED, Verdict
from coordgit.core.quoting import counted
from coordgit.explain import acknowledge
from coordgit.explain import explanation as walk
from coordgit.explain.committer_text import reader_folder, remedy_of
from coordgit.notify import shown
from coordgit.render.next_steps import next_line
from coordgit.render.text import printable
from coordgit.render.verdict import conflict_line, verdict_document
from coordgit.session import identity
from coordgit.store import names as naming
from coordgit.store import sessions, verdicts


@click.command()
@click.argument("name", required=False, metavar="[VERDICT[#N]|COMMIT]")
@click.option("--all", "whole", is_flag=True, help="Show all conflicts with their whole diffs.")
@json_option
def explain(name: str | None, whole: bool, as_json: bool) -> None:
    """Explain a verdict: what was read and when, who changed it, the diff, and the commands to go on.

    Without an argument: the newest rejection of this session or, without any, of the repository. A long explanation shows the
    lines of the change that matter to the commit; the one of a single conflict (v12#1) is whole.
    """
    with here(settle=False) as at:
        who = identity.current(at.worktree, os.environ, at.store, os.getppid())
        if name and walk.number_of(name.partition("#")[0]) is None:
            name = at.git.commit(name) or name
        verdict, conflicts = walk.find(at.store, name, who.session)
        if as_json:
            emit(verdict_document(verdict._replace(conflicts=conflicts), remedy_of(verdict, at.store)))
        else:
            called = naming.of(at.store)
            where = reader_folder(at.store, verdict.epoch.session)
            whole = whole or "#" in (name or "")
            text = walk.text(verdict, conflicts, called, where, walk.answered(at.store, verdict, called), whole=whole)
            say(text)
            session = sessions.get(at.store, who.session)
            if session is not None and not session.client:  # with a client, its hook reports what was printed
                shown.note(at.store, at.worktree, session, text, now=at.now, environ=os.environ)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="VERDICT[#N]...")
@click.option("--why", required=True, metavar="TEXT", help="Why the changes do not matter; stored with the verdict.")
@json_option
def ack(names: tuple[str, ...], why: str, as_json: bool) -> None:
    """Acknowledge the changes that a verdict lists, or only its conflict N, so that they no longer reject.

    Covers exactly these changes: a later one rejects again. Only the session whose reads they are acknowledges them, or a
    person; for a session that is not at work the one whose update was rejected does.
    """
    with here(settle=False) as at:
        session = session_here(at)
        with at.store.writing():
            done = acknowledge.acknowledge(at.store, acknowledge.Acknowledgement(session, names, printable(why), at.now))
        about = [verdict for number in dict.fromkeys(n for n, _ in done) if (verdict := verdicts.get(at.store, number))]
        left = {v.name: [c.n for c in v.conflicts if c.counts and not c.acked_at] for v in about}
        if as_json:
            listed = [{"verdict": f"v{number}", "n": n} for number, n in done]
            emit({"acknowledged": listed, "left": [{"verdict": name, "n": n} for name, some in left.items() for n in some]})
            return
        say(f"acknowledged {counted(len(done), 'conflict')}")
        for verdict in about:
            _say_what_is_left(at, verdict, left[verdict.name])


def _say_what_is_left(at: Here, verdict: Verdict, left: list[int]) -> None:
    """Print the remaining conflicts, and the next step."""
    if verdict.outcome != REJECTED:
        return
    if left:
        say(f"left in {verdict.name}:")
        for conflict in verdict.conflicts:
            if conflict.n in left:
                say(f"  #{conflict.n}{conflict_line(conflict, naming.of(at.store))}")
    way = remedy_of(verdict, at.store)
    say(next_line(way[0] if way else "commit again"))
