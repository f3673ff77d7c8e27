"""Which anomalies each level prevents: ``python -m tests.anomalies.matrix`` plays the cases on real git and prints it.

Every cell is what came of a run: the oracle looks at the histories of real git behind the real hooks, and says whether the
anomaly happened. What the reference model expects is compared too; a difference, or a rejected twin, fails the command.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.anomalies.interleaving import orders
from tests.anomalies.protocol import Open, Outcome
from tests.anomalies.reference import Reference
from tests.anomalies.run import JUDGES, Played, differences, play
from tests.anomalies.spec import CLONES, LANDS, LEVELS, LINKED, NEVER, REJECTED, SHARED, Order, Script, Spec, load
from tests.anomalies.world import Worlds

PAGE = Path(__file__).parents[2] / "docs/anomalies.md"
BEGIN, END = "<!-- matrix -->\n", "<!-- /matrix -->"
PLACES = (
    *("G0", "G1a", "G1b", "G1c", "dirty read", "OTV", "PMP", "P4", "G-single", "G-nonadjacent", "G2-item", "G2", "read-only"),
    *("one-sided stale", "sweep", "mass deletion", "rewind"),
)
"""The order of the rows."""
COLUMNS = {
    "record": "`record`",
    "snapshot": "`snapshot`",
    "relevant": "`relevant`",
    "tied": "`strict`",
    "strict": "`strict`, all searches",
}
MARKS = {LANDS: "x", REJECTED: "ok", NEVER: "–"}
LEGEND = """\
`x`: it happens. `ok`: a commit is rejected in time. `–`: it cannot happen there. *In branches*: each session has a worktree and a
branch of its own. *Between clones*: each has a clone of one remote and pushes to it; with *too* it gives the same as
branches. *All searches*: a stale listing or search rejects even if nothing ties it to the commit
(`coordgit.searches = strict`, or declared with `coordgit read`).
At `relevant` a stale read rejects if the commit uses a name of what the change removed or altered, or the change uses what the
commit alters; the short texts of many cases name nothing.
"""


BETWEEN = ("relevant", "tied")
"""Levels that mostly reject what the highest one does."""


class Row(NamedTuple):
    """What came of one case."""

    name: str
    words: Mapping[tuple[str, str], str]
    """(world, level) → lands, rejected, never."""
    twins_pass: bool
    wrong: tuple[str, ...]
    """Where a world did something else than the reference model."""


def row(spec: Spec, open_world: Open, most: int | None) -> Row:
    """Play a case and its twins: ``most`` permutations for each world and level, of a twin one at the highest level.

    Where ``most`` is given, what ought to give the same at ``BETWEEN`` as at the highest level is played at that alone.
    """
    words: dict[tuple[str, str], str] = {}
    wrong: list[str] = []
    twins_pass = True

    def played(script: Script, world: str, level: str, most: int | None) -> list[Played]:
        found = []
        for order in telling(script, world, level, spec.judge, most):
            want, highest = (play(script, world, order, Reference(world, at, script)) for at in (level, LEVELS[-1]))
            if most and level in BETWEEN and want.outcomes == highest.outcomes:
                found.append(want)
                continue
            got = play(script, world, order, open_world(world, level, script))
            where = f"{spec.name} ({script.title}) in {world} at {level}, {' '.join(order)}"
            wrong.extend(f"{where}: {one}" for one in differences(want, got))
            found.append(got)
        return found

    for world in spec.worlds:
        for level in LEVELS:
            some = played(spec.script, world, level, most)
            happened = any(JUDGES[spec.judge](one.history) for one in some)
            words[world, level] = LANDS if happened else REJECTED if _rejects(some) else NEVER
        for twin in spec.twins:
            twins_pass &= not _rejects(played(twin, world, LEVELS[-1], most and 1))
    return Row(spec.name, words, twins_pass, tuple(wrong))


def telling(script: Script, world: str, level: str, judge: str, most: int | None) -> tuple[Order, ...]:
    """The permutations that say most: of each kind one before a second of any, and first those that ought to do harm.

    By the reference model: where the anomaly happens at this level, then where it is prevented, then the others.
    """
    kinds: dict[tuple[tuple[bool, ...], tuple[tuple[str, Outcome], ...]], list[Order]] = {}
    for order in orders(script, world):
        here, unguarded = (play(script, world, order, Reference(world, at, script)) for at in (level, LEVELS[0]))
        harms = [bool(JUDGES[judge](one.history)) for one in (here, unguarded)]
        rank = (*(not harm for harm in harms), not _rejected(here.outcomes))
        kinds.setdefault((rank, here.outcomes), []).append(order)
    ranked = [kinds[kind] for kind in sorted(kinds, key=lambda kind: kind[0])]
    rounds = (kind[turn] for turn in range(max(map(len, ranked))) for kind in ranked if turn < len(kind))
    return tuple(rounds)[:most]


def text(specs: Sequence[Spec], rows: Iterable[Row]) -> str:
    """Return the table and its legend, as docs/anomalies.md has them."""
    by_name = {one.name: one for one in rows}
    head = ["anomaly", "in git", *COLUMNS.values(), "harmless variant"]
    ordered = sorted(specs, key=lambda spec: PLACES.index(spec.anomaly))
    lines = [head, ["---"] * len(head), *(cells(spec, by_name[spec.name]) for spec in ordered)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{LEGEND}"


def cells(spec: Spec, one: Row) -> list[str]:
    """The cells of one row."""
    alone = {SHARED: " (in one work tree)", LINKED: " (in branches)", CLONES: " (between clones)"}
    where = alone[spec.worlds[0]] if len(spec.worlds) == 1 else " (between clones too)" if CLONES in spec.worlds else ""
    found = [spec.anomaly, f"{spec.script.title}{where}"]
    for level in LEVELS:
        marks = {world: MARKS[one.words[world, level]] for world in spec.worlds}
        first = marks[spec.worlds[0]]
        found.append(first if set(marks.values()) == {first} else f"{first}, in branches {marks[LINKED]}")
        assert marks.get(CLONES, first) in (first, marks.get(LINKED)), "a cell says what clones do"
    return [*found, "passes" if one.twins_pass else "REJECTED"]


def _rejects(some: Iterable[Played]) -> bool:
    return any(_rejected(one.outcomes) for one in some)


def _rejected(outcomes: Iterable[tuple[str, Outcome]]) -> bool:
    return any(outcome.happened == REJECTED for _, outcome in outcomes)


def in_page() -> str:
    """Return what the page has between its marks."""
    return PAGE.read_text(encoding="utf-8").split(BEGIN, 1)[1].split(END, 1)[0]


def into_page(table: str) -> None:
    """Put the table between the marks, and touch nothing else."""
    old = PAGE.read_text(encoding="utf-8")
    before, after = old.split(BEGIN, 1)
    PAGE.write_text(f"{before}{BEGIN}{table}{END}{after.split(END, 1)[1]}", encoding="utf-8")


# From here on: the command.


def _run(job: tuple[str, int | None]) -> tuple[Row, float]:
    name, most = job
    specs = load()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="coordgit-matrix-") as folder:
        (spec,) = (spec for spec in specs if spec.name == name)
        return row(spec, Worlds(Path(folder).resolve()).open, most), time.monotonic() - started


def collect(specs: Sequence[Spec], most: int | None, jobs: int, progress: Callable[[str], object]) -> list[Row]:
    """The rows of all cases, played in several processes."""
    found = []
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        done = pool.imap_unordered(_run, [(spec.name, most) for spec in specs])
        for count, (one, seconds) in enumerate(done, 1):
            said = "".join(f"\n  {wrong}" for wrong in one.wrong) + ("" if one.twins_pass else "\n  a twin is rejected")
            progress(f"{count}/{len(specs)}  {one.name}  {seconds:.1f} s{said}\n")
            found.append(one)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Play, print the table; 1 if a world or a twin did not do what it ought to."""
    parser = argparse.ArgumentParser(prog="python -m tests.anomalies.matrix", description=__doc__)
    parser.add_argument("--most", type=int, metavar="N", help="play at most N permutations of each case, world and level")
    parser.add_argument("--jobs", type=int, metavar="N", default=os.cpu_count() or 1, help="processes (default: one per core)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/anomalies.md too")
    given = parser.parse_args(argv)
    specs = load()
    rows = collect(specs, given.most, given.jobs, lambda said: (sys.stderr.write(said), sys.stderr.flush()))
    table = text(specs, rows)
    sys.stdout.write(table)
    if given.write:
        into_page(table)
    return int(any(one.wrong or not one.twins_pass for one in rows))


if __name__ == "__main__":
    sys.exit(main())
