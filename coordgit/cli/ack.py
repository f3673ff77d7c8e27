"""``coordgit ack``: acknowledge that a change does not affect one's own."""

import click

from coordgit.cli.context import Here, emit, here, invocation, say, session_here
from coordgit.cli.options import Filled, json_option
from coordgit.core.model import REJECTED, Verdict
from coordgit.core.quoting import counted
from coordgit.explain import acknowledge
from coordgit.explain.committer_text import remedy_of
from coordgit.render.text import printable
from coordgit.render.verdict import conflict_line, next_line
from coordgit.store import names as naming
from coordgit.store import verdicts


@click.command()
@click.argument("names", nargs=-1, required=True, type=Filled("a verdict"), metavar="VERDICT[#N]...")
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
            done = acknowledge.acknowledge(
                at.store, acknowledge.Acknowledgement(session=session, names=names, why=printable(why), now=at.now)
            )
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
    way = remedy_of(verdict, at.store, invocation())
    say(next_line(way[0] if way else "commit again"))
